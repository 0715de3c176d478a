package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;

/** What the rules do about a situation, and what they remember of it. */
record Reactions(Situation now) {
    private static final int IGNORED_AT_MOST = 3;
    private static final int DOUBLINGS = 20;

    static Step refuse(Connection connection, Reason reason, String message) {
        return new Step(new Decision.Refuse(reason, message), connection);
    }

    Step accept(Decision decision) {
        return new Step(decision, now.connection());
    }

    private Step reconnect(Memory memory, String why) {
        return new Step(new Decision.Reconnect(memory, why), now.connection().remembering(memory));
    }

    private Memory memory() {
        return now.connection().memory();
    }

    private String range() {
        return now.start() + ".." + now.incoming().end();
    }

    Step gap() {
        String what = "range " + range() + " leaves out blocks: " + now.expected() + " was expected";
        Memory memory = memory().afterGap();
        return memory.gaps() == 1
                ? reconnect(memory, what)
                : refuse(now.connection(), Reason.SOURCE_GAP, what + ", again.");
    }

    Step startMoved() {
        return refuse(
                now.connection(),
                Reason.START_MOVED,
                "the source sends " + range() + ", the table begins at " + now.firstBlock() + ".");
    }

    Step contradiction() {
        return refuse(
                now.connection(),
                Reason.METADATA_INVALID,
                "range " + range() + " names block " + now.checkpoint().number() + " as its parent.");
    }

    Step redelivered() {
        return memory().ask() instanceof Ask.FirstBlock && now.connection().untouched()
                ? reconnect(memory().asking(new Ask.Onward()), "the stored chain is the source's chain after all")
                : accept(new Decision.Redelivery());
    }

    Step replaceBehindBoundary() {
        ReorgKind kind = memory().ask() instanceof Ask.Below below ? below.kind() : ReorgKind.ALIGNED;
        long cut = now.below().orElseThrow().number() + 1;
        return accept(new Decision.Replace(cut, kind));
    }

    /** The microbatch begins at our first block, and something has shown that the chain is another one. */
    Step replaceFromFirstBlock() {
        Decision replace = new Decision.Replace(now.firstBlock(), ReorgKind.FIRST_BLOCK);
        if (removesFew()) {
            return accept(replace);
        }
        BlockHash answer = now.incoming().prevHashOrZero();
        if (memory().ask() instanceof Ask.FirstBlock(BlockHash prevHash, boolean answered)) {
            if (answer.equals(prevHash)) {
                return accept(replace);
            }
            if (answered) {
                return refuse(
                        now.connection(),
                        Reason.FORK_BEYOND_HISTORY,
                        "two answers disagree on the block before " + now.firstBlock() + ": " + prevHash + " and "
                                + answer + ".");
            }
        }
        return reconnect(
                memory().asking(new Ask.FirstBlock(answer, true)),
                "replacing everything up to " + now.checkpoint().number() + " needs a second answer");
    }

    private boolean removesFew() {
        long removed = now.checkpoint().number() - now.firstBlock() + 1;
        return removed <= now.connection().settings().retentionBlocks();
    }

    Step askForFirstBlock() {
        BlockHash prevHash = now.journal().first().range().prevHashOrZero();
        return reconnect(
                memory().asking(new Ask.FirstBlock(prevHash, false)),
                "the chain changed inside the first stored range, at or before " + now.start());
    }

    Step rewind() {
        int extra = memory().rewinds() == 0 ? 0 : doubled(memory().rewinds() - 1);
        int target = Math.max(0, now.journal().indexEndingBefore(now.start()) - extra);
        return rewindTo(target, ReorgKind.MID_RANGE, "range " + range() + " begins inside a stored range");
    }

    Step backtrack() {
        int wrong = now.journal().indexEndingBefore(now.start());
        String why = "the block before " + now.start() + " is on another chain than ours";
        if (wrong > 0) {
            return rewindTo(Math.max(0, wrong - doubled(memory().rewinds())), ReorgKind.BACKTRACKED, why);
        }
        if (removesFew()) {
            return askForFirstBlock();
        }
        Cursor lowest = now.journal().first().boundary();
        boolean asked = now.connection().sent().filter(lowest::equals).isPresent();
        return asked && memory().rewinds() > 0
                ? refuse(now.connection(), Reason.FORK_BEYOND_HISTORY, why + ", and no older boundary is kept.")
                : rewindTo(0, ReorgKind.BACKTRACKED, why);
    }

    private Step rewindTo(int index, ReorgKind kind, String why) {
        long block = now.journal().at(index).end() + 1;
        return reconnect(memory().rewinding(new Ask.Below(block, kind)), why + "; asking again from " + (block - 1));
    }

    private static int doubled(int times) {
        return 1 << Math.min(times, DOUBLINGS);
    }

    Step probe() {
        long number = Math.max(now.incoming().end(), now.firstBlock() + 1);
        return reconnect(
                memory().asking(new Ask.Probe(number, memory().ask())),
                "range " + range() + " begins at the first block: is the cursor read?");
    }

    Step cursorsWork(Ask then) {
        return reconnect(memory().knowingCursorsWork().asking(then), "the source reads cursors");
    }

    Step cursorIgnored() {
        Ask ask = memory().ask() instanceof Ask.Probe probe ? probe.then() : memory().ask();
        Memory memory = memory().afterIgnored(ask);
        String what = "the source began at the first block " + now.firstBlock() + " although a cursor was sent";
        return memory.ignored() < IGNORED_AT_MOST
                ? reconnect(memory, what)
                : refuse(
                        now.connection().remembering(memory),
                        Reason.CURSOR_IGNORED,
                        what + ", " + memory.ignored() + " times in a row.");
    }
}
