package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.BreakerSettings;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.torture.wire.Gate;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Real gRPC and real sessions that break at any byte, on both sides. {@code -Dcuts=N} and {@code -Dseed=N} choose. */
class CutsIT {
    private static final int CUTS = Integer.getInteger("cuts", 12);

    private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));

    @Test
    void tablesAreExactWhereverConnectionsBreak() throws Exception {
        int cutAtSource = 0;
        try (Playground at = Playground.create();
                Gate source = new Gate(URI.create(at.amp.flightUrl()).getPort());
                Gate database = new Gate(at.postgres.port())) {
            Loop loop = at.loop()
                    .tables("blocks", "logs")
                    .splittingAt(20_000)
                    .flightThrough(source.port())
                    .through(database.port())
                    .retry(RetrySettings.DEFAULT.between(Duration.ofMillis(5), Duration.ofMillis(50)))
                    .breaker(BreakerSettings.OFF)
                    .start();
            for (int cut = 0; cut < CUTS; cut++) {
                Gate side = random.nextInt(3) == 0 ? database : source;
                cutAtSource += side == source ? 1 : 0;
                side.cutAfter(random.nextLong(random.nextBoolean() ? 2_000 : 40_000));
                int step = 0;
                while (!side.hasCut()) {
                    assertThat(step++)
                            .as("steps until so many bytes have passed")
                            .isLessThan(500);
                    happen(at);
                    at.awaitHead(random.nextBoolean() ? "blocks" : "logs");
                }
            }
            at.amp.chain().advance(20);
            at.awaitExact("blocks");
            at.awaitExact("logs");
            assertThat(loop.isRunning()).isTrue();
        }
        System.getLogger("cuts").log(System.Logger.Level.INFO, "{0} cuts, {1} at the source", CUTS, cutAtSource);
    }

    private void happen(Playground at) {
        if (random.nextInt(3) == 0) {
            at.amp.chain().reorg(1 + random.nextInt(8), 9 + random.nextInt(10));
        }
        at.amp.chain().advance(1 + random.nextInt(10));
    }
}
