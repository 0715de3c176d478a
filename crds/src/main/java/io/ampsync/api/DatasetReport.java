package io.ampsync.api;

import org.jspecify.annotations.Nullable;

/**
 * Which version runs.
 *
 * @param reference as asked, {@code namespace/name@revision}
 * @param desiredVersion what the reference means now
 * @param runningVersion what is streamed
 * @param manifestHash of the running version
 * @param update a version that is not taken, and why
 * @param olderRows rows that were stored before the running version came and brought columns, in which they are null;
 *     absent if there are none
 */
public record DatasetReport(
        @Nullable String reference,
        @Nullable String desiredVersion,
        @Nullable String runningVersion,
        @Nullable String manifestHash,
        @Nullable UpdateReport update,
        @Nullable Long olderRows) {
    public DatasetReport(
            @Nullable String reference,
            @Nullable String desiredVersion,
            @Nullable String runningVersion,
            @Nullable String manifestHash,
            @Nullable UpdateReport update) {
        this(reference, desiredVersion, runningVersion, manifestHash, update, null);
    }

    /** A version other than the running one. */
    public record UpdateReport(
            @Nullable String version,
            @Nullable String reason,
            @Nullable String message) {}
}
