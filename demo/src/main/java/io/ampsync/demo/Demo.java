package io.ampsync.demo;

import io.ampsync.demo.truth.ChainTruth;
import io.ampsync.demo.truth.Comparison;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The story: fill, die by SIGKILL, recover, follow the head, survive a reorg, end equal to the chain. */
final class Demo {
    private static final Duration FRAME = Duration.ofMillis(150);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LIVE_BLOCKS = 8;
    private static final int REORG_DEPTH = 7;
    private static final Duration BLOCK_TIME = Duration.ofMillis(700);

    private final Stage stage;
    private final Screen screen;
    private final ProgressReader reader;
    private final Connection database;
    private List<TableProgress> last = List.of();

    Demo(Stage stage, Screen screen, Connection database) {
        this.stage = stage;
        this.screen = screen;
        this.database = database;
        reader = new ProgressReader(database);
    }

    /** True if every table ended equal to the chain. */
    boolean play() throws IOException, SQLException, InterruptedException {
        RuntimeProcess runtime = stage.startRuntime();
        try {
            screen.say("ampsync sync started, process " + runtime.pid());
            runtime = killedHalfway(runtime);
            if (!until(this::caughtUp, runtime)) {
                return gaveUp(runtime);
            }
            screen.say("caught up with the chain");
            if (stage.synthetic()) {
                followTheHead(LIVE_BLOCKS);
                reorganize();
                followTheHead(LIVE_BLOCKS);
                if (!until(this::caughtUp, runtime)) {
                    return gaveUp(runtime);
                }
            }
            Optional<Integer> exit = runtime.terminate(Duration.ofSeconds(10));
            screen.say("SIGTERM: the runtime ended with exit code "
                    + exit.map(String::valueOf).orElse("none within 10 s"));
            return exit.isPresent() && exit.get() == 0 && equalToTheChain();
        } finally {
            runtime.close();
        }
    }

    private RuntimeProcess killedHalfway(RuntimeProcess first) throws IOException, SQLException, InterruptedException {
        boolean reached = until(() -> slowest() >= head() / 2, first);
        if (!reached || (!stage.synthetic() && caughtUp())) {
            return first;
        }
        first.kill();
        screen.say("kill -9 of process " + first.pid() + ", in the middle of it");
        RuntimeProcess second = stage.startRuntime();
        screen.say("started again as process " + second.pid() + ", from what the database holds");
        return second;
    }

    private void followTheHead(int blocks) throws SQLException, InterruptedException {
        for (int block = 0; block < blocks; block++) {
            stage.amp().chain().advance(1);
            show(BLOCK_TIME);
        }
    }

    private void reorganize() throws SQLException, InterruptedException {
        long before = head();
        stage.amp().chain().reorg(REORG_DEPTH, REORG_DEPTH + 1);
        screen.say("reorg: the chain replaced its newest " + REORG_DEPTH + " blocks, " + (before - REORG_DEPTH + 1)
                + " to " + before);
        show(BLOCK_TIME.multipliedBy(2));
        for (TableProgress table : reader.read(Stage.TABLES)) {
            if (table.reorg() != null) {
                screen.say("reorg in " + table.table() + ": " + table.reorg());
            }
        }
    }

    private boolean equalToTheChain() throws SQLException {
        ChainView view = stage.amp().ledger().view();
        ChainTruth truth = new ChainTruth(database, "public");
        boolean equal = true;
        screen.print("");
        screen.print("Every row and column, compared with the chain (head " + head() + "):");
        for (TableDefinition table : stage.amp().ledger().tables()) {
            if (Stage.TABLES.contains(table.name())) {
                Comparison comparison = truth.compare(view, table);
                equal &= comparison.equal();
                screen.print("  " + comparison);
            }
        }
        return equal;
    }

    private boolean until(BooleanSupplier reached, RuntimeProcess runtime) throws SQLException, InterruptedException {
        long frames = PATIENCE.dividedBy(FRAME);
        for (long frame = 0; frame < frames && runtime.isAlive(); frame++) {
            show(FRAME);
            if (reached.getAsBoolean()) {
                return true;
            }
        }
        return false;
    }

    private boolean gaveUp(RuntimeProcess runtime) {
        screen.print((runtime.isAlive() ? "The runtime did not get there in time" : "The runtime ended by itself")
                + "; its log is " + stage.log());
        return false;
    }

    private void show(Duration pause) throws SQLException, InterruptedException {
        long frames = Math.max(1, pause.dividedBy(FRAME));
        for (long frame = 0; frame < frames; frame++) {
            last = reader.read(Stage.TABLES);
            screen.progress(last, head());
            Thread.sleep(FRAME);
        }
    }

    private boolean caughtUp() {
        return slowest() >= head();
    }

    private long slowest() {
        return last.stream().mapToLong(TableProgress::block).min().orElse(-1);
    }

    private long head() {
        return stage.amp().ledger().view().head().orElse(0);
    }
}
