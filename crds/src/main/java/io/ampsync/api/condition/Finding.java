package io.ampsync.api.condition;

import io.ampsync.api.v1alpha1.Condition.Truth;

/** What one condition will say. */
record Finding(Truth truth, String reason, String message) {
    static Finding yes(ConditionReason reason, String message) {
        return new Finding(Truth.TRUE, reason.label(), message);
    }

    static Finding no(String reason, String message) {
        return new Finding(Truth.FALSE, reason, message);
    }

    static Finding unknown(ConditionReason reason, String message) {
        return new Finding(Truth.UNKNOWN, reason.label(), message);
    }
}
