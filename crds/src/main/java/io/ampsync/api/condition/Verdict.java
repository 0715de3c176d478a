package io.ampsync.api.condition;

import io.ampsync.api.v1alpha1.Condition.Truth;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was asked is running, and whether someone works on it: the operator ({@code reconciling}) or, if
 * {@code stalled}, a person. The two exclude each other, and readiness excludes both.
 *
 * @param reconciling null if nothing is being done
 */
record Verdict(
        Truth ready,
        ConditionReason reason,
        String message,
        @Nullable ConditionReason reconciling,
        boolean stalled) {
    Verdict {
        if ((reconciling != null && stalled) || (ready == Truth.TRUE && (reconciling != null || stalled))) {
            throw new IllegalArgumentException("contradictory: " + ready + " " + reason + " " + reconciling);
        }
    }

    static Verdict ready(ConditionReason reason, String message) {
        return new Verdict(Truth.TRUE, reason, message, null, false);
    }

    /** Time may help, and nobody but the runtime does anything. */
    static Verdict notReady(ConditionReason reason, String message) {
        return new Verdict(Truth.FALSE, reason, message, null, false);
    }

    static Verdict unknown(ConditionReason reason, String message) {
        return new Verdict(Truth.UNKNOWN, reason, message, null, false);
    }

    static Verdict reconciling(ConditionReason reason, String message) {
        return new Verdict(Truth.FALSE, reason, message, reason, false);
    }

    static Verdict reconciling(ConditionReason reason, String message, ConditionReason activity) {
        return new Verdict(Truth.FALSE, reason, message, activity, false);
    }

    static Verdict stalled(ConditionReason reason, String message) {
        return new Verdict(Truth.FALSE, reason, message, null, true);
    }
}
