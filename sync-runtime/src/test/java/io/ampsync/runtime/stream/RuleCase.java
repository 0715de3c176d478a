package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.b;
import static io.ampsync.runtime.stream.Blocks.range;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;

/**
 * The rows of the rules' table, by number: what the server sends for a given table and connection so that the row
 * applies. The table has at least three ranges, of which the last has several blocks.
 */
enum RuleCase {
    ROW_1_NO_CHECKPOINT("Forward") {
        @Override
        BlockRange incoming(RuleState state) {
            return Blocks.rangeA(5, 9);
        }
    },
    ROW_2_NUMBERS_WITHOUT_A_BLOCK("Forward") {
        @Override
        BlockRange incoming(RuleState state) {
            Cursor checkpoint = state.checkpoint();
            return range(checkpoint.number() + 4, checkpoint.number() + 9, fresh(state, 9), checkpoint.hash());
        }
    },
    ROW_2_GAP("Reconnect") {
        @Override
        BlockRange incoming(RuleState state) {
            long c = state.checkpoint().number();
            return range(c + 4, c + 9, fresh(state, 9), b(c + 3));
        }
    },
    ROW_3_NO_EVIDENCE("Reconnect Probe") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange first = state.journal().first().range();
            long end = state.checkpoint().number() + 2;
            return range(first.start(), end, fresh(state, 2), first.prevHash());
        }
    },
    ROW_3_IGNORED_CURSOR("Reconnect Onward") {
        @Override
        BlockRange incoming(RuleState state) {
            return state.journal().first().range();
        }
    },
    ROW_3_ANOTHER_CHAIN("Reconnect FirstBlock") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange first = state.journal().first().range();
            return range(first.start(), first.end(), b(first.end()), first.prevHash());
        }
    },
    ROW_4_BELOW_THE_FIRST_BLOCK("Refuse START_MOVED") {
        @Override
        BlockRange incoming(RuleState state) {
            long first = state.journal().first().start();
            return range(first - 1, first + 40, b(first + 40), b(first - 2));
        }
    },
    ROW_5_REDELIVERY("Redelivery") {
        @Override
        BlockRange incoming(RuleState state) {
            return state.journal().last().range();
        }
    },
    ROW_6_FORWARD("Forward") {
        @Override
        BlockRange incoming(RuleState state) {
            Cursor checkpoint = state.checkpoint();
            return range(checkpoint.number() + 1, checkpoint.number() + 5, fresh(state, 5), checkpoint.hash());
        }
    },
    ROW_7_FORK_SKIPPED("Reconnect Below") {
        @Override
        BlockRange incoming(RuleState state) {
            long c = state.checkpoint().number();
            return range(c + 1, c + 5, fresh(state, 5), b(c));
        }
    },
    ROW_8_ALIGNED("Replace ALIGNED") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange last = state.journal().last().range();
            return range(last.start(), last.end() + 3, fresh(state, 3), last.prevHash());
        }
    },
    ROW_9_MID_RANGE("Reconnect Below") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange last = state.journal().last().range();
            return range(last.end(), last.end() + 3, fresh(state, 3), b(last.end() - 1));
        }
    },
    ROW_9_INSIDE_THE_FIRST_RANGE("Reconnect FirstBlock") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange first = state.journal().first().range();
            long end = state.checkpoint().number() + 3;
            return range(first.end(), end, fresh(state, 3), b(first.end() - 1));
        }
    },
    ROW_10_TOO_SHALLOW("Reconnect Below") {
        @Override
        BlockRange incoming(RuleState state) {
            BlockRange last = state.journal().last().range();
            return range(last.start(), last.end() + 3, fresh(state, 3), b(last.start() - 1));
        }
    };

    private final String decision;

    RuleCase(String decision) {
        this.decision = decision;
    }

    abstract BlockRange incoming(RuleState state);

    /**
     * What the row decides in a connection that asked for what follows a boundary; after other questions, and for
     * answers that leave out blocks, the row before it in the order applies.
     */
    String decision(RuleState state) {
        return switch (state.connection().memory().ask()) {
            case Ask.Probe _ when state.connection().untouched() -> answeringProbe();
            case Ask.FirstBlock _ when state.connection().untouched() -> answeringFirstBlock(state);
            case Ask.Below below when state.connection().untouched() -> afterGap(state, answeringBelow(below));
            default -> afterGap(state, decision);
        };
    }

    private String answeringBelow(Ask.Below below) {
        return switch (this) {
            case ROW_8_ALIGNED -> "Replace " + below.kind();
            case ROW_3_IGNORED_CURSOR -> "Reconnect Below";
            default -> decision;
        };
    }

    private String answeringProbe() {
        return switch (this) {
            case ROW_4_BELOW_THE_FIRST_BLOCK -> decision;
            case ROW_3_NO_EVIDENCE, ROW_3_IGNORED_CURSOR, ROW_3_ANOTHER_CHAIN -> "Reconnect Onward";
            case ROW_9_INSIDE_THE_FIRST_RANGE -> "Reconnect FirstBlock";
            default -> "Reconnect Probe";
        };
    }

    private String answeringFirstBlock(RuleState state) {
        return switch (this) {
            case ROW_3_NO_EVIDENCE, ROW_3_ANOTHER_CHAIN -> "Replace FIRST_BLOCK";
            case ROW_3_IGNORED_CURSOR, ROW_5_REDELIVERY -> "Reconnect Onward";
            default -> afterGap(state, decision);
        };
    }

    /** A start above the expected one, not linked to what we hold, is a gap whatever else it would be. */
    private String afterGap(RuleState state, String otherwise) {
        BlockRange incoming = incoming(state);
        Situation situation = new Situation(state.connection(), state.journal(), incoming);
        boolean gap = incoming.start() > situation.expected() && !situation.links();
        if (!gap) {
            return otherwise;
        }
        return state.connection().memory().gaps() > 0 ? "Refuse SOURCE_GAP" : "Reconnect";
    }

    private static BlockHash fresh(RuleState state, long above) {
        return Blocks.hash(state.checkpoint().number() + above, 1000 + state.generation());
    }
}
