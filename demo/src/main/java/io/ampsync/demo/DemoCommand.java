package io.ampsync.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.ampsync.runtime.cli.Ampsync;
import io.ampsync.simulator.evm.EvmLedger;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Shows the main job on this machine: an embedded PostgreSQL and a simulated Amp server start, two"
                + " tables fill, the runtime is killed with SIGKILL and recovers, the chain reorganises, and in the end"
                + " every row is compared with the chain. Exit code 0 only if nothing is missing and nothing is extra."
                + "%n%nWith --rpc the blocks are those of a real node. Nothing is changed there; its head is followed"
                + " for a while.%n")
public final class DemoCommand implements Ampsync.Subcommand {
    private static final int INTERRUPTED = 130;

    @Option(
            names = "--blocks",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Blocks at the start: of the synthetic chain, or the node's newest"
                    + " (default: ${DEFAULT-VALUE}).")
    private long blocks;

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description = "JSON-RPC of a real EVM node to take the blocks from, instead of the synthetic chain.")
    private @Nullable URI rpc;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        if (blocks < 1) {
            throw wrong("--blocks: " + blocks + " is below 1");
        }
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.ERROR);
        EvmLedger node = rpc == null ? null : node(rpc);
        boolean terminal = onTerminal();
        Screen screen = new Screen(out, terminal, System::nanoTime);
        screen.say("starting PostgreSQL and a simulated Amp server"
                + (rpc == null ? " with " + blocks + " blocks" : " over " + rpc));
        // PostgreSQL hears the terminal's Ctrl-C too and goes away under us: that is no failure.
        AtomicBoolean stopping = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopping.set(true)));
        try (Stage stage = node == null ? Stage.synthetic(blocks) : Stage.over(node);
                Connection database = stage.connect()) {
            screen.say("PostgreSQL " + database.getMetaData().getDatabaseProductVersion() + " and Amp are up");
            boolean equal = play(stage, screen, database);
            screen.print("");
            screen.print("Log of the runtime: " + stage.log());
            if (terminal) {
                screen.print("Look for yourself:  " + stage.psql());
                screen.print("Ctrl-C stops PostgreSQL and removes it.");
                new CountDownLatch(1).await();
            }
            return equal ? 0 : 1;
        } catch (SQLException | RuntimeException e) {
            if (stopping.get()) {
                return INTERRUPTED;
            }
            throw e;
        }
    }

    private EvmLedger node(URI url) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw wrong("--rpc: " + url + " is not an http or https URL, for example http://127.0.0.1:8545");
        }
        try {
            return Stage.node(url, blocks);
        } catch (IOException e) {
            throw wrong("--rpc: " + e.getMessage());
        }
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }

    /** The runtime is gone when this returns; PostgreSQL stays. */
    private static boolean play(Stage stage, Screen screen, Connection database)
            throws IOException, SQLException, InterruptedException {
        try (Demo demo = new Demo(stage, screen, database)) {
            return demo.play();
        }
    }

    @SuppressWarnings("SystemConsoleNull") // with JDK 25's own console it is null again when there is no terminal
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }
}
