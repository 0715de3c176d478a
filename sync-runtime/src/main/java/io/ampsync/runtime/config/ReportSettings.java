package io.ampsync.runtime.config;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What others can see of the sync.
 *
 * @param healthPort empty for no HTTP server, 0 for any free port
 * @param revision label of the deployed configuration, repeated in the report
 */
public record ReportSettings(
        OptionalInt healthPort, LogSettings log, @Nullable String revision) {}
