package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

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
        if (memory().ask() instanceof Ask.FirstBlock && now.connection().untouched()) {
            return reconnect(memory().asking(new Ask.Onward()), "the stored chain is the source's chain after all");
        }
        boolean all = now.incoming().end() == now.checkpoint().number();
        return new Step(
                new Decision.Redelivery(),
                now.connection().remembering(memory().proven(all ? new Ask.Onward() : memory().ask())));
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
        BlockHash answer = now.incoming().prevHash();
        if (memory().ask() instanceof Ask.FirstBlock(BlockHash prevHash, boolean answered)) {
            if (prevHash == null || answer == null || answer.equals(prevHash)) {
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
        BlockHash prevHash = now.journal().first().range().prevHash();
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
        long number = now.journal().first().end() + 1;
        BlockHash prevHash = now.incoming().prevHash();
        return reconnect(
                memory().asking(new Ask.Probe(number, prevHash, memory().ask())),
                "range " + range() + " begins at the first block: is it another chain, or was the cursor ignored?");
    }

    Step probed(Ask.Probe probe) {
        if (now.start() != probe.number()) {
            return now.start() > probe.number() ? gap() : askForFirstBlock();
        }
        BlockHash theirs = now.incoming().prevHash();
        Optional<JournalEntry> ours = now.journal().entryEndingAt(probe.number() - 1);
        if (theirs == null) {
            return reconnect(memory().knowingCursorsWork(probe.then()), "the source reads cursors");
        }
        if (ours.isEmpty()) {
            return reconnect(memory().asking(probe.then()), "the boundary in question was merged away meanwhile");
        }
        if (ours.get().range().hash().equals(theirs)) {
            return cursorIgnored();
        }
        return reconnect(
                memory().asking(new Ask.FirstBlock(probe.prevHash(), true)),
                "the first stored range is on another chain");
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
