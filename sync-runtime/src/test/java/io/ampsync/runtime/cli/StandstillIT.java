package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Real processes and real signals: one stands still anywhere (SIGSTOP), another takes over and works, and the first goes on
 * where it was (SIGCONT). {@code -Drounds=N} and {@code -Dseed=N} choose how often and which.
 */
class StandstillIT {
    private static final int ROUNDS = Math.max(1, Integer.getInteger("rounds", 15) / 15);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));

    @Test
    void whoeverStoodStillWritesNothingMore() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Child first = streaming(around);
            for (int round = 0; round < ROUNDS; round++) {
                try (Child stopped = first) {
                    first = takeOver(around, stopped);
                    assertThat(stopped.exit(SOON)).as("fenced").isEqualTo(3);
                }
                awaitHead(around);
                assertThat(around.query("SELECT count(*) FROM {schema}.blocks"))
                        .isEqualTo(around.query("SELECT watermark_block_num + 1 FROM {schema}._ampsync_checkpoints"
                                + " WHERE table_name = 'blocks'"));
            }
            first.close();
        }
        System.getLogger("standstill").log(System.Logger.Level.INFO, "{0} rounds of SIGSTOP, 0 foreign rows", ROUNDS);
    }

    private Child takeOver(Surroundings around, Child first) throws Exception {
        around.amp.chain().advance(1 + random.nextInt(200));
        LockSupport.parkNanos(random.nextLong(60_000_000));
        first.signal("STOP");
        around.amp.chain().reorg(1 + random.nextInt(8), 2 + random.nextInt(10));
        around.amp.chain().advance(20);
        String stood = around.query("SELECT holder FROM {schema}._ampsync_writers");
        Child second = streaming(around);
        awaitHead(around);
        String holder = around.query("SELECT holder FROM {schema}._ampsync_writers");
        assertThat(holder).isNotEqualTo(stood);

        first.signal("CONT");
        around.amp.chain().advance(3);
        awaitHead(around);
        assertThat(around.query("SELECT count(*) FROM {schema}._ampsync_changes c WHERE holder <> '" + holder
                        + "' AND EXISTS (SELECT FROM {schema}._ampsync_changes n WHERE n.table_name = c.table_name"
                        + " AND n.seq < c.seq AND n.holder = '" + holder + "')"))
                .as("commits of others behind the new writer's first")
                .isEqualTo("0");
        return second;
    }

    private static Child streaming(Surroundings around) throws Exception {
        return Child.start(around.settings()).awaitOutput("state=Streaming");
    }

    private static void awaitHead(Surroundings around) {
        Child.await()
                .untilAsserted(() -> assertThat(
                                around.query("SELECT min(watermark_block_num) FROM {schema}._ampsync_checkpoints"))
                        .isEqualTo(
                                Long.toString(around.amp.ledger().view().head().orElseThrow())));
    }
}
