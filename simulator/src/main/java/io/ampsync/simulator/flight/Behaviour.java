package io.ampsync.simulator.flight;

import io.ampsync.simulator.era.Era;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How the Flight port serves; a changed value holds from the next microbatch, message or call on.
 *
 * @param microbatchBlocks longest microbatch, in blocks
 * @param cutSeed when present, microbatches end at random blocks that differ from connection to connection
 * @param batchRows rows after which a query's output batch is cut, at the end of a block
 * @param messageBytes target size of a record batch message
 * @param keepAlives where empty, non-complete batches are sent; the seed eras never send any
 * @param messageDelay pause before each message
 * @param silent nothing is sent on any stream while true
 * @param ignoreCursor resume headers are dropped, as a proxy might
 * @param token when present, calls without {@code authorization: Bearer <token>} are refused
 */
public record Behaviour(
        long microbatchBlocks,
        OptionalLong cutSeed,
        int batchRows,
        int messageBytes,
        Set<KeepAlive> keepAlives,
        Duration messageDelay,
        boolean silent,
        boolean ignoreCursor,
        Optional<String> token) {

    /** Place of a keep-alive within a microbatch. */
    public enum KeepAlive {
        START,
        MIDDLE
    }

    public Behaviour {
        keepAlives = Set.copyOf(keepAlives);
    }

    /** What a server of this era does by itself. */
    public static Behaviour of(Era era) {
        return new Behaviour(
                era.microbatchBlocks(),
                OptionalLong.empty(),
                8192,
                2 * 1024 * 1024,
                era.isHead() ? Set.of(KeepAlive.START) : Set.of(),
                Duration.ZERO,
                false,
                false,
                Optional.empty());
    }

    public Behaviour withMicrobatchBlocks(long blocks) {
        return new Behaviour(
                blocks, cutSeed, batchRows, messageBytes, keepAlives, messageDelay, silent, ignoreCursor, token);
    }

    public Behaviour withCutSeed(OptionalLong seed) {
        return new Behaviour(
                microbatchBlocks, seed, batchRows, messageBytes, keepAlives, messageDelay, silent, ignoreCursor, token);
    }

    public Behaviour withBatchRows(int rows) {
        return new Behaviour(
                microbatchBlocks, cutSeed, rows, messageBytes, keepAlives, messageDelay, silent, ignoreCursor, token);
    }

    public Behaviour withMessageBytes(int bytes) {
        return new Behaviour(
                microbatchBlocks, cutSeed, batchRows, bytes, keepAlives, messageDelay, silent, ignoreCursor, token);
    }

    public Behaviour withKeepAlives(Set<KeepAlive> places) {
        return new Behaviour(
                microbatchBlocks, cutSeed, batchRows, messageBytes, places, messageDelay, silent, ignoreCursor, token);
    }

    public Behaviour withMessageDelay(Duration delay) {
        return new Behaviour(
                microbatchBlocks, cutSeed, batchRows, messageBytes, keepAlives, delay, silent, ignoreCursor, token);
    }

    public Behaviour withSilent(boolean nothingIsSent) {
        return new Behaviour(
                microbatchBlocks,
                cutSeed,
                batchRows,
                messageBytes,
                keepAlives,
                messageDelay,
                nothingIsSent,
                ignoreCursor,
                token);
    }

    public Behaviour withIgnoreCursor(boolean ignored) {
        return new Behaviour(
                microbatchBlocks, cutSeed, batchRows, messageBytes, keepAlives, messageDelay, silent, ignored, token);
    }

    public Behaviour withToken(Optional<String> required) {
        return new Behaviour(
                microbatchBlocks,
                cutSeed,
                batchRows,
                messageBytes,
                keepAlives,
                messageDelay,
                silent,
                ignoreCursor,
                required);
    }
}
