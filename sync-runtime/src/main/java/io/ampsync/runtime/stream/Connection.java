package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/**
 * The rules' view of one open connection. Immutable.
 *
 * @param sent the cursor it was opened with
 * @param behind what the next microbatch should follow: the cursor, then the end of the last microbatch
 * @param untouched no microbatch of it has been accepted yet
 * @param memory with what to open the next connection if this one ends by itself
 */
public record Connection(
        Optional<Cursor> sent, Optional<Cursor> behind, boolean untouched, Memory memory, RuleSettings settings) {

    /**
     * The microbatch was accepted as decided and is complete. To be called once its rows are in the group (or skipped);
     * whether the commit succeeds does not matter here, since a failed commit also ends the connection.
     */
    public Connection completed(BlockRange range, Decision decision) {
        Memory after = switch (decision) {
            case Decision.Forward _, Decision.Replace _ -> Memory.FRESH;
            case Decision.Redelivery _ -> memory;
            case Decision.Reconnect _, Decision.Refuse _ ->
                throw new IllegalStateException("a microbatch that was not accepted cannot complete");
        };
        return new Connection(sent, Optional.of(range.cursor()), false, after, settings);
    }

    Connection remembering(Memory other) {
        return new Connection(sent, behind, untouched, other, settings);
    }
}
