package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.stream.ModelChain.Block;
import java.util.List;
import java.util.SplittableRandom;

/** One history: a world made from a seed, events in the order of a list of numbers, then quiescence and judgement. */
final class ModelRun {
    private static final int STEPS_TO_SETTLE = 3_000;

    private final SplittableRandom random;
    private final ModelChain chain;
    private final ModelServer server;
    private final ModelTable table;
    private final ModelSync sync;
    private final RuleSettings settings;
    private final boolean calm;
    private boolean forkBelowFirstBlock;
    private Block earlierTip;

    ModelRun(long seed, ModelSync.Rules rules) {
        random = new SplittableRandom(seed);
        chain = new ModelChain(random.split(), random.nextInt(3) == 0 ? 25 : 0);
        long firstBlock = random.nextInt(2) * 5L;
        chain.grow(7);
        while (chain.blocks().stream().noneMatch(block -> block.number() == firstBlock)) {
            chain.reorg(0, 12);
        }
        server = new ModelServer(chain, random.split(), firstBlock, random.nextInt(3) == 0, random.nextInt(4) == 0);
        table = new ModelTable(chain);
        settings = new RuleSettings(1 + random.nextInt(30));
        sync = new ModelSync(server, table, rules, settings, random.split());
        earlierTip = chain.head();
        calm = random.nextInt(6) == 0;
    }

    void play(List<Integer> events) {
        try {
            for (int event : events) {
                happen(event % 21, event / 21);
            }
            settle();
            judge();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + String.join("\n", lastOf(sync.log())), e);
        }
    }

    private static List<String> lastOf(List<String> log) {
        return log.subList(Math.max(0, log.size() - 40), log.size());
    }

    private void happen(int what, int value) {
        switch (what) {
            case 0, 1, 2, 3, 4, 5 -> steps(1 + value % 5);
            case 6, 7 -> chain.grow(1 + value % 6);
            case 8, 9, 10, 11, 19 -> reorganise(what, value);
            case 12 -> server.forgetOrphans();
            case 13 -> sync.crash();
            case 14 -> loseConnection(value % 4);
            case 15 -> table.commit();
            case 16 -> misbehave(value % 8, value / 8);
            case 17 -> table.thin(value);
            case 18 -> server.longestMicrobatch = 1 + value % 30;
            default -> server.longestMicrobatch = 1;
        }
    }

    private void loseConnection(int how) {
        switch (how) {
            case 0 -> sync.commitFails();
            case 1 -> sync.giveUpWaiting();
            default -> sync.disconnect();
        }
    }

    /** In a calm world the chain only grows. */
    private void reorganise(int what, int value) {
        if (calm) {
            chain.grow(1);
        } else if (what == 19) {
            backToEarlierChain();
        } else if (what == 11) {
            reorg(value % 60, value / 60 % 70);
        } else {
            reorg(1 + value % 9, value / 9 % 14);
        }
    }

    private void misbehave(int how, int value) {
        switch (how) {
            case 0, 1 -> server.ignoreCursors(value % 12 == 0 ? 4 : 1);
            case 2 -> leaveOutOne();
            case 3 -> sync.redeliver(value);
            default -> server.aligned = value % 2 == 0;
        }
    }

    /** Not from a server that names no parents: nobody could notice ({@code DESIGN.md}, not guaranteed). */
    private void leaveOutOne() {
        if (!server.namesNoParents) {
            sync.leaveOutOne();
        }
    }

    private void steps(int count) {
        for (int i = 0; i < count; i++) {
            sync.step();
        }
    }

    /** Never removes the server's first block's last ancestor, so that the dataset still begins where it did. */
    private void reorg(int depth, int length) {
        long fork = Math.max(chain.head().number() - depth, server.firstBlock - 2);
        earlierTip = chain.head();
        noteFork(fork);
        chain.reorg(fork, length);
        ensureFirstBlock();
    }

    private void ensureFirstBlock() {
        while (chain.blocks().stream().noneMatch(block -> block.number() == server.firstBlock)) {
            chain.reorg(server.firstBlock - 2, 6);
        }
    }

    private void backToEarlierChain() {
        if (earlierTip.number() > server.firstBlock) {
            Block tip = earlierTip;
            earlierTip = chain.head();
            noteFork(0);
            chain.switchTo(tip);
        }
    }

    private void noteFork(long fork) {
        forkBelowFirstBlock |= fork < server.firstBlock;
    }

    private void settle() {
        server.ignoreCursors(0);
        chain.growBeyondAll();
        int quiet = 0;
        for (int i = 0; quiet < 2 && sync.stopped.isEmpty(); i++) {
            assertThat(i).as("steps until the server is silent").isLessThan(STEPS_TO_SETTLE);
            if (sync.step()) {
                quiet = 0;
            } else {
                quiet++;
                if (quiet == 1) {
                    table.commit();
                    sync.disconnect();
                }
            }
        }
    }

    private void judge() {
        boolean asPromised = server.redeliveries == 0 && sync.leftOut == 0 && !server.namesNoParents;
        if (server.otherChains == 0 && asPromised) {
            assertThat(sync.reorgs)
                    .as("reorgs recorded although the chain never changed")
                    .isZero();
        }
        sync.stopped.ifPresentOrElse(this::justified, this::equalToTheChain);
    }

    private void justified(Reason reason) {
        switch (reason) {
            case CURSOR_IGNORED -> assertThat(server.cursorsIgnored).isGreaterThanOrEqualTo(3);
            case FORK_BEYOND_HISTORY ->
                assertThat(forkBelowFirstBlock).as("fork below the first block").isTrue();
            default -> throw new AssertionError("no reason to stop with " + reason);
        }
    }

    private void equalToTheChain() {
        Block head = server.head().orElseThrow();
        assertThat(table.stored().checkpoint()).contains(head.cursor());
        assertThat(table.stored().first().start()).isEqualTo(server.firstBlock);
    }

    ModelSync sync() {
        return sync;
    }
}
