package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/** A microbatch beside what is stored (never nothing), and the facts about the two that the rules ask for. */
record Situation(Connection connection, Journal journal, BlockRange incoming) {
    long start() {
        return incoming.start();
    }

    long firstBlock() {
        return journal.first().start();
    }

    Cursor checkpoint() {
        return journal.last().boundary();
    }

    /** Where the next microbatch begins if nothing is left out. */
    long expected() {
        return connection.behind().map(cursor -> cursor.number() + 1).orElse(firstBlock());
    }

    /** The last boundary before the microbatch. */
    Optional<Cursor> below() {
        return journal.lastEndingBefore(start()).map(JournalEntry::boundary);
    }

    /**
     * The hash before the microbatch. Where the server gives none, beginning right behind the cursor, or behind its
     * own last microbatch, is its word for that block's hash.
     */
    Optional<BlockHash> parent() {
        return Optional.ofNullable(incoming.prevHash())
                .or(() -> connection
                        .behind()
                        .filter(cursor -> cursor.number() + 1 == start())
                        .map(Cursor::hash));
    }

    /** The microbatch's parent is the last block that we hold before it, so everything up to there is common. */
    boolean links() {
        return below().map(Cursor::hash)
                .filter(hash -> parent().filter(hash::equals).isPresent())
                .isPresent();
    }

    boolean boundaryRightBefore() {
        return below().filter(cursor -> cursor.number() + 1 == start()).isPresent();
    }

    /** The last block is one of our boundaries with our hash, so every block up to it is ours. */
    boolean endsOnOurChain() {
        return journal.entryEndingAt(incoming.end())
                .filter(entry -> entry.range().hash().equals(incoming.hash()))
                .isPresent();
    }

    /** A block at or below the checkpoint whose parent is the checkpoint: cannot be. */
    boolean followsOurCheckpoint() {
        return parent().filter(checkpoint().hash()::equals).isPresent();
    }

    /** A cursor was sent, and nothing has shown yet that the server reads it. */
    boolean cursorMayBeIgnored() {
        return connection.sent().isPresent() && connection.untouched();
    }

    /** Starting at our first block, and not ending on our chain: is it sure to be another chain? */
    boolean provesAnotherChain() {
        BlockHash ours = journal.first().range().prevHash();
        BlockHash theirs = incoming.prevHash();
        return connection.memory().honoured()
                || journal.entryEndingAt(incoming.end()).isPresent()
                || (ours != null && theirs != null && !ours.equals(theirs));
    }
}
