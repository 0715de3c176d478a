package io.ampsync.operator.observe;

import io.ampsync.api.SyncReport;
import org.jspecify.annotations.Nullable;

/**
 * What a pod last said.
 *
 * @param report the last one, null if there is none or it is too old to be true
 * @param failures polls without an answer since then
 */
public record PodAnswer(@Nullable SyncReport report, int failures) {
    /** Not asked yet. */
    public static final PodAnswer NONE = new PodAnswer(null, 0);

    /** Polls after which a pod counts as silent, and what it said as unknown. */
    static final int SILENT = 3;

    public boolean silent() {
        return failures >= SILENT;
    }

    PodAnswer said(SyncReport answer) {
        return new PodAnswer(answer, 0);
    }

    PodAnswer unanswered() {
        return new PodAnswer(failures + 1 >= SILENT ? null : report, failures + 1);
    }
}
