package io.ampsync.api;

import org.jspecify.annotations.Nullable;

/** Why something does not go on: a {@link Reason#label()} and a sentence. */
public record TroubleReport(
        @Nullable String reason, @Nullable String message) {
    public static TroubleReport of(Reason reason, String message) {
        return new TroubleReport(reason.label(), message);
    }
}
