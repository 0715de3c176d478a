package io.ampsync.api;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something does not go on: a {@link Reason#label()} and a sentence.
 *
 * @param since when it began, without success in between
 */
public record TroubleReport(
        @Nullable String reason,
        @Nullable String message,
        @Nullable Instant since) {
    public static TroubleReport of(Reason reason, String message, Instant since) {
        return new TroubleReport(reason.label(), message, since);
    }

    /** This one, since it began: {@code before} may have been the same already. */
    public TroubleReport after(@Nullable TroubleReport before) {
        return before != null && before.since() != null && Objects.equals(before.reason(), reason)
                ? new TroubleReport(reason, message, before.since())
                : this;
    }
}
