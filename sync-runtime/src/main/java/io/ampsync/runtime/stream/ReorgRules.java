package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/**
 * Which microbatch may follow what is stored: pure, no I/O, no time. Rows are numbered as in {@code DESIGN.md} beside
 * this file, which also says what is guaranteed and why.
 *
 * <p>One connection: {@link #open}, then for the first message of each microbatch {@link #decide} with the journal that
 * includes the uncommitted group, and {@link Connection#completed} after its last. Whenever a connection ends, for
 * whatever reason, the next one is opened with its {@link Connection#memory()}; a new process starts from
 * {@link Memory#FRESH}.
 */
public final class ReorgRules {
    /** Needed are about log2 of the journal's size, and a few to test cursors: more is a server that contradicts itself. */
    static final int RECONNECTS = 50;

    private ReorgRules() {}

    /** How to connect, given what is committed. */
    public static Opening open(Journal stored, Memory memory, RuleSettings settings) {
        Optional<Cursor> cursor = stored.isEmpty() ? Optional.empty() : cursor(stored, memory.ask());
        return new Opening(cursor, new Connection(cursor, cursor, true, memory, settings));
    }

    private static Optional<Cursor> cursor(Journal stored, Ask ask) {
        return switch (ask) {
            case Ask.Onward _ -> stored.checkpoint();
            case Ask.Below below -> stored.lastEndingBefore(below.block()).map(JournalEntry::boundary);
            case Ask.Probe probe ->
                Optional.of(new Cursor(
                        probe.number(), hashOfNoBlock(stored.last().range().hash())));
            case Ask.FirstBlock _ -> Optional.empty();
        };
    }

    private static BlockHash hashOfNoBlock(BlockHash real) {
        byte[] bytes = real.bytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return BlockHash.of(bytes);
    }

    /**
     * Decides about a microbatch on its first message.
     *
     * @param tentative what is committed and the group of forward microbatches that is not yet
     */
    public static Step decide(Connection connection, Journal tentative, BlockRange incoming) {
        if (tentative.isEmpty()) {
            return new Step(new Decision.Forward(), connection); // row 1
        }
        String network = tentative.last().range().network();
        if (!incoming.network().equals(network)) {
            return Reactions.refuse(
                    connection,
                    Reason.NETWORK_CHANGED,
                    "the table holds blocks of " + network + ", the source sends " + incoming.network() + ".");
        }
        Situation situation = new Situation(connection, tentative, incoming);
        Step step = connection.memory().ask() instanceof Ask.Probe probe && connection.untouched()
                ? probed(situation, probe)
                : ordinary(situation);
        return step.next().memory().reconnects() <= RECONNECTS
                ? step
                : Reactions.refuse(
                        connection.remembering(Memory.FRESH),
                        Reason.METADATA_INVALID,
                        "after " + RECONNECTS
                                + " connections the source's answers still contradict each other, the last was "
                                + incoming.start() + ".." + incoming.end() + ".");
    }

    private static Step ordinary(Situation now) {
        Reactions react = new Reactions(now);
        if (now.start() > now.expected() && !now.links()) {
            return react.gap(); // row 2
        }
        if (now.start() == now.firstBlock() && now.cursorMayBeIgnored()) {
            return suspect(now, react); // row 3
        }
        if (now.start() < now.firstBlock()) {
            return react.startMoved(); // row 4
        }
        if (now.endsOnOurChain()) {
            return react.redelivered(); // row 5
        }
        if (now.start() > now.checkpoint().number()) {
            return now.links() ? react.accept(new Decision.Forward()) : react.backtrack(); // rows 6 and 7
        }
        if (now.followsOurCheckpoint()) {
            return react.contradiction();
        }
        if (now.links()) {
            return react.replaceBehindBoundary(); // row 8
        }
        if (now.start() == now.firstBlock()) {
            return react.replaceFromFirstBlock();
        }
        if (now.below().isEmpty()) {
            return react.askForFirstBlock(); // row 9, inside the first entry
        }
        return now.boundaryRightBefore() && now.parent().isPresent() ? react.backtrack() : react.rewind(); // rows 10, 9
    }

    /** Row 3: the answer begins at the first block, although a cursor was sent. */
    private static Step suspect(Situation now, Reactions react) {
        if (now.endsOnOurChain()) {
            return react.cursorIgnored();
        }
        return now.provesAnotherChain() ? react.replaceFromFirstBlock() : react.probe();
    }

    /** The answer to a cursor with a hash that no block has. */
    private static Step probed(Situation now, Ask.Probe probe) {
        Reactions react = new Reactions(now);
        if (now.start() < now.firstBlock()) {
            return react.startMoved();
        }
        return now.start() == now.firstBlock() ? react.cursorIgnored() : react.probed(probe);
    }
}
