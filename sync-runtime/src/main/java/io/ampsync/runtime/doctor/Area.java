package io.ampsync.runtime.doctor;

import java.util.Locale;

/** What is looked at, each on a thread of its own. */
public enum Area {
    SETTINGS,
    PROCESS,
    SOURCE,
    ADMIN,
    DATABASE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
