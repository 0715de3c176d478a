package io.ampsync.operator.decide;

import io.ampsync.api.condition.ConditionReason;

/** What keeps a pod from running; the message says what to fix. */
public record Trouble(ConditionReason reason, String message) {}
