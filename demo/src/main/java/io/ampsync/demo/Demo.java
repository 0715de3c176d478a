package io.ampsync.demo;

import io.ampsync.simulator.chain.ChainView;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The story: fill, die by SIGKILL, recover, follow the head, survive a reorg, end equal to the chain. */
final class Demo implements AutoCloseable {
    private static final Duration FRAME = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int LIVE_BLOCKS = 8;
    private static final int REORG_DEPTH = 7;
    private static final Duration BLOCK_TIME = Duration.ofMillis(700);
    private static final Duration NODE_TIME = Duration.ofSeconds(10);
    private static final int STOPS = 5;

    private final Stage stage;
    private final Screen screen;
    private final ProgressReader reader;
    private final Verdict verdict;
    private RuntimeProcess runtime;
    private boolean killed;
    private List<TableProgress> last = List.of();

    /** Starts the runtime. */
    Demo(Stage stage, Screen screen, Connection database) throws IOException {
        this.stage = stage;
        this.screen = screen;
        reader = new ProgressReader(database);
        verdict = new Verdict(stage.ledger(), database, screen);
        runtime = stage.startRuntime();
        screen.say("ampsync sync started, process " + runtime.pid());
    }

    /** True if every table ended equal to the chain. */
    boolean play() throws IOException, SQLException, InterruptedException {
        // A node's chain may be so short that it is stored at the first sight of it: then the kill comes later.
        if (until(() -> slowest() - first() >= (stage.head() - first()) / 2) && (stage.isSynthetic() || !caughtUp())) {
            killAndRestart("in the middle of it");
        }
        if (!until(this::caughtUp)) {
            return gaveUp();
        }
        screen.say("caught up with the chain");
        if (stage.isSynthetic()) {
            followTheHead(LIVE_BLOCKS);
            reorganize();
            followTheHead(LIVE_BLOCKS);
        } else {
            followTheNode();
        }
        return endsEqual();
    }

    private void killAndRestart(String when) throws IOException, InterruptedException {
        runtime.kill();
        killed = true;
        screen.say("kill -9 of process " + runtime.pid() + ", " + when);
        runtime = stage.startRuntime();
        screen.say("started again as process " + runtime.pid() + ", from what the database holds");
    }

    private void followTheHead(int blocks) throws SQLException, InterruptedException {
        for (int block = 0; block < blocks; block++) {
            stage.chain().advance(1);
            show(BLOCK_TIME);
        }
    }

    private void reorganize() throws SQLException, InterruptedException {
        long before = stage.head();
        stage.chain().reorg(REORG_DEPTH, REORG_DEPTH + 1);
        screen.say("reorg: the chain replaced its newest " + REORG_DEPTH + " blocks, " + (before - REORG_DEPTH + 1)
                + " to " + before);
        show(BLOCK_TIME.multipliedBy(2));
        sayReorgs();
    }

    /** Whether blocks and reorgs come meanwhile is the node's affair. */
    private void followTheNode() throws IOException, SQLException, InterruptedException {
        long head = stage.head();
        long reorgs = stage.ledger().reorgs();
        screen.say("following the node's head for " + NODE_TIME.toSeconds() + " s");
        show(NODE_TIME.dividedBy(2));
        if (!killed) {
            killAndRestart("while it follows the head");
        }
        show(NODE_TIME.dividedBy(2));
        screen.say("the node went from block " + head + " to " + stage.head() + "; reorgs: "
                + (stage.ledger().reorgs() - reorgs));
        sayReorgs();
    }

    private void sayReorgs() throws SQLException {
        for (TableProgress table : reader.read(Stage.TABLES)) {
            if (table.reorg() != null) {
                screen.say("reorg in " + table.table() + ": " + table.reorg());
            }
        }
    }

    private boolean endsEqual() throws IOException, SQLException, InterruptedException {
        for (int stop = 1; stop <= STOPS; stop++) {
            if (!until(this::caughtUp)) {
                return gaveUp();
            }
            Optional<Integer> exit = runtime.terminate(Duration.ofSeconds(10));
            screen.say("SIGTERM: the runtime ended with exit code "
                    + exit.map(String::valueOf).orElse("none within 10 s"));
            if (!exit.equals(Optional.of(0))) {
                return false;
            }
            ChainView view = stage.ledger().view();
            List<TableProgress> stored = reader.read(Stage.TABLES);
            if (stored.stream().allMatch(table -> Verdict.isOn(view, table))) {
                return verdict.equal(view, stored);
            }
            runtime = stage.startRuntime();
            screen.say("the node replaced its newest blocks meanwhile: started again as process " + runtime.pid());
        }
        screen.print("The node's chain does not stand still long enough to be compared with.");
        return false;
    }

    /** False if the runtime ended, or nothing has moved for a long time. */
    private boolean until(BooleanSupplier reached) throws SQLException, InterruptedException {
        long patience = PATIENCE.dividedBy(FRAME);
        for (long quiet = 0; quiet < patience && runtime.isAlive(); quiet++) {
            List<TableProgress> before = last;
            show(FRAME);
            if (reached.getAsBoolean()) {
                return true;
            }
            quiet = last.equals(before) ? quiet : 0;
        }
        return false;
    }

    private boolean gaveUp() {
        screen.print((runtime.isAlive() ? "The runtime does not get any further" : "The runtime ended by itself")
                + "; its log is " + stage.log());
        return false;
    }

    private void show(Duration pause) throws SQLException, InterruptedException {
        long frames = Math.max(1, pause.dividedBy(FRAME));
        for (long frame = 0; frame < frames; frame++) {
            last = reader.read(Stage.TABLES);
            screen.progress(last, first(), stage.head());
            Thread.sleep(FRAME);
        }
    }

    private boolean caughtUp() {
        return slowest() >= stage.head();
    }

    private long slowest() {
        return last.stream().mapToLong(TableProgress::block).min().orElse(-1);
    }

    private long first() {
        return stage.ledger().view().first().orElse(0);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
