package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.postgres.PostgresPair;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real streaming replication: the primary dies while the chain goes on, and an asynchronous standby takes its place, at
 * times without the newest commits. {@code -Dfailovers=N} and {@code -Dseed=N} choose how often and which history.
 */
class FailoverIT {
    private static final int FAILOVERS = Integer.getInteger("failovers", 3);
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static PostgresPair servers;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(PostgresPair.isPossible(), "PostgreSQL 15 is not installed here");
        servers = PostgresPair.start();
    }

    @AfterAll
    static void stop() {
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void everyTableIsExactAfterEveryFailoverAndWritingGoesOnSoon() throws Exception {
        SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
        Duration longest = Duration.ZERO;
        int wentBack = 0;
        try (Playground at = Playground.with(servers.settings("failover"))) {
            at.lookFrom(servers.connect());
            Loop loop = at.loop()
                    .tables("blocks", "logs")
                    .committingEach()
                    .retry(RetrySettings.DEFAULT)
                    .start();
            at.awaitExact("blocks");
            for (int i = 0; i < FAILOVERS; i++) {
                wentBack += loseThePrimary(at, random) ? 1 : 0;
                long up = System.nanoTime();
                at.lookFrom(servers.connect());
                at.amp.chain().advance(1 + random.nextInt(4));
                at.awaitHead("blocks");
                at.awaitHead("logs");
                Duration took = Duration.ofNanos(System.nanoTime() - up);
                longest = took.compareTo(longest) > 0 ? took : longest;
                at.assertExact("blocks");
                at.assertExact("logs");
                servers.rebuildStandby();
            }
            assertThat(loop.isRunning()).isTrue();
        }
        System.getLogger("failover")
                .log(
                        System.Logger.Level.INFO,
                        "{0} failovers, {1} of them lost commits, written again after at most {2} ms",
                        FAILOVERS,
                        wentBack,
                        longest.toMillis());
        assertThat(longest).isLessThan(AGAIN);
    }

    /** True if commits were lost with it. */
    private static boolean loseThePrimary(Playground at, SplittableRandom random) throws Exception {
        boolean behind = random.nextInt(3) > 0;
        if (behind) {
            servers.cutReplication();
        }
        for (int step = random.nextInt(4); step >= 0; step--) {
            if (random.nextInt(3) == 0) {
                at.amp.chain().reorg(1 + random.nextInt(12), 1 + random.nextInt(14));
            } else {
                at.amp.chain().advance(1 + random.nextInt(5));
            }
        }
        boolean settled = random.nextBoolean();
        at.amp.chain().advance(20);
        if (settled) {
            at.awaitHead("blocks");
        }
        servers.failOver();
        return behind && settled;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "immediate"})
    void aRestartedServerIsGoneOnWith(String mode) throws Exception {
        try (Playground at = Playground.with(servers.settings("restart_" + mode))) {
            at.lookFrom(servers.connect());
            Loop loop = at.loop().start();
            at.awaitExact("blocks");

            servers.restart(mode);
            at.lookFrom(servers.connect());
            at.amp.chain().advance(5);

            at.awaitExact("blocks");
            assertThat(loop.isRunning()).isTrue();
        }
    }

    /** Of the same server: neither address nor timeline says that anything happened. */
    @Test
    void aRestoredBackupIsGoneOnFrom() throws Exception {
        try (Playground at = Playground.with(servers.settings("restored"))) {
            at.lookFrom(servers.connect());
            Loop loop = at.loop().start();
            at.awaitExact("blocks");
            servers.backUp();
            at.amp.chain().advance(20);
            at.awaitExact("blocks");
            at.amp.chain().reorg(15, 18);
            at.awaitHead("blocks");

            servers.restoreBackup();
            at.lookFrom(servers.connect());
            at.amp.chain().advance(5);

            at.awaitExact("blocks");
            assertThat(loop.isRunning()).isTrue();
            assertThat(loop.reasons()).allMatch(reason -> !reason.needsPerson());
        }
    }
}
