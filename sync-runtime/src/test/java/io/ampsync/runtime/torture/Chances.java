package io.ampsync.runtime.torture;

import io.ampsync.runtime.stream.ModelChain.Block;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;

/** What happens to the chain, the server and the process while a history lasts, step by step. */
final class Chances {
    private final History history;
    private final World world;
    private final SplittableRandom random;
    /** Some chains only grow. */
    private final boolean calm;

    Chances(History history, World world, SplittableRandom random) {
        this.history = history;
        this.world = world;
        this.random = random;
        calm = random.nextInt(6) == 0;
    }

    void happen(Life life) {
        int roll = random.nextInt(100);
        if (roll < 38) {
            return;
        }
        if (roll < 54) {
            world.chain.grow(1 + random.nextInt(5));
        } else if (roll < 68) {
            reorganise();
        } else if (roll < 71) {
            note("orphans forgotten");
            history.count("orphans forgotten");
            world.server.forgetOrphans();
        } else if (roll < 77) {
            connection();
        } else if (roll < 81) {
            world.silentFor = 1 + random.nextInt(12);
            history.count("silences");
        } else if (roll < 86) {
            misbehave();
        } else if (roll < 89) {
            world.server.longestMicrobatch = 1 + random.nextInt(25);
            world.server.aligned = random.nextBoolean();
        } else if (roll < 91) {
            note("SIGKILL");
            history.count("kills");
            life.kill();
        } else if (roll < 94) {
            thin(life);
        } else if (roll < 95) {
            note("SIGTERM");
            life.stop();
        }
    }

    /** The writer does that between commits only. */
    private void thin(Life life) {
        if (!life.isCommitting()) {
            note("thinned");
            history.count("thinned");
            life.thin(random.nextInt(1_000));
        }
    }

    /** What happens to a chain while nobody looks. */
    void betweenLives() throws SQLException {
        if (random.nextInt(3) == 0) {
            note("while down:");
            history.count("reorgs while down");
            reorganise();
        }
        if (random.nextInt(6) == 0) {
            world.server.forgetOrphans();
        }
        world.chain.grow(random.nextInt(3));
    }

    private void connection() {
        int how = random.nextInt(6);
        note("connection trouble " + how);
        switch (how) {
            case 0, 1 -> world.endStream = true;
            case 2, 3 -> world.breakStream = true;
            case 4 -> world.sayNothingYet = true;
            default -> world.refuseToPlan = 1 + random.nextInt(2);
        }
    }

    private void misbehave() {
        int how = calm ? 0 : random.nextInt(10);
        note("misbehaviour " + how);
        switch (how) {
            case 0, 1, 2 -> {
                world.server.ignoreCursors(random.nextInt(8) == 0 ? 4 : 1);
                history.count("cursors ignored");
            }
            case 3, 4 -> {
                world.redeliver = 1 + random.nextInt(40);
                history.count("redeliveries");
            }
            case 5, 6 -> {
                if (!world.server.namesNoParents && !history.last().journal().isEmpty()) {
                    world.leaveOut = random.nextInt(4) == 0 ? 2 : 1;
                    history.count("gaps");
                }
            }
            default -> {
                if (!history.last().journal().isEmpty()) {
                    world.lieAbout = 1 + random.nextInt(2);
                    history.count("lies");
                }
            }
        }
    }

    private void reorganise() {
        if (calm) {
            world.chain.grow(1);
            return;
        }
        long head = world.chain.head().number();
        int kind = random.nextInt(12);
        history.count("reorgs");
        switch (kind) {
            case 0, 1, 2 -> reorg(head - 1 - random.nextInt(4), random.nextInt(8));
            case 3 -> reorg(head - random.nextInt(60), random.nextInt(70));
            case 4, 5, 6 -> reorg(boundary() + random.nextInt(3) - 1, 1 + random.nextInt(20));
            case 7, 8 -> {
                history.count("reorgs of a reorg");
                reorg(head - 1 - random.nextInt(10), random.nextInt(12));
                world.server.poll();
                reorg(world.chain.head().number() - random.nextInt(12), random.nextInt(16));
            }
            case 9 -> reorg(random.nextInt(4) - 2, 4 + random.nextInt(20));
            case 10 -> reorg(head - 1 - random.nextInt(9), random.nextInt(14));
            default -> {
                note("back to the earlier chain");
                history.count("reorgs back");
                world.backToEarlierChain();
            }
        }
    }

    /** The end of a stored range. */
    private long boundary() {
        List<Look.Range> journal = history.last().journal();
        Block head = world.chain.head();
        return journal.isEmpty()
                ? head.number() - 2
                : journal.get(random.nextInt(journal.size())).end();
    }

    private void reorg(long fork, int length) {
        long head = world.chain.head().number();
        note("reorg above " + fork + " of " + head + ", new length " + length);
        history.count("reorgs " + Reorgs.place(fork, history.last(), world));
        if (fork + length < head) {
            history.count("cursors above the head");
        }
        world.reorg(fork, length);
    }

    private void note(String what) {
        history.note(what);
    }
}
