package io.ampsync.bench;

import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench train}: what bin/ampsync does in its first seconds, for the JDK's ahead-of-time cache. */
@Command(name = "train", description = "Makes the ahead-of-time cache of bin/ampsync; see bin/aot.")
final class Train implements Callable<Integer> {
    private static final int ROWS = 40_000;

    /** Without profiles: with them the compilers begin with the first call, and take the processors from the start. */
    private static final String UNPROFILED = " -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining";

    @Parameters(index = "0")
    Path cache = Path.of("ampsync.aot");

    @Override
    public Integer call() throws IOException, SQLException {
        try (Postgres postgres = Postgres.start("");
                Play play = Play.start(
                        postgres,
                        Shape.LOGS,
                        Shape.LOGS.rowsPerBlock(),
                        new Cut(ROWS / 4, ROWS / 8),
                        Map.of("AMPSYNC_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache.toAbsolutePath() + UNPROFILED))) {
            play.load(ROWS);
            long _ = play.source().reorg(2, 3);
            play.load(Shape.LOGS.rowsPerBlock());
            return play.sync().isAlive() ? 0 : 1;
        }
    }
}
