package io.ampsync.runtime.doctor;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
    /** A sync would not run, or not for long. */
    PROBLEM,
    /** A sync runs, and somebody should know. */
    WARNING;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
