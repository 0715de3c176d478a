package io.ampsync.runtime.config;

import java.util.List;

/** The settings, or everything that is wrong with them at once. */
public sealed interface ConfigResult {
    record Valid(SyncConfig config) implements ConfigResult {}

    /** At least one problem, in the order of the variables. */
    record Invalid(List<Problem> problems) implements ConfigResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
