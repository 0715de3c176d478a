package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Between two connections of a table.
 *
 * @param reason why the first one ended
 * @param attempt which retry in a row comes next, from 1; 0 if it is none, as when a dataset is waited for
 * @param limit how many there may be in a row, empty for any number
 */
public record Pause(Duration delay, Reason reason, int attempt, OptionalInt limit) {
    /** One that is no retry. */
    static Pause of(Duration delay, Reason reason) {
        return new Pause(delay, reason, 0, OptionalInt.empty());
    }
}
