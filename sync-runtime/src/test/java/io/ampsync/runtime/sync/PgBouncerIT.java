package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.postgres.PgBouncer;
import io.ampsync.runtime.postgres.PostgresFixture;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nothing that we rely on lasts longer than a transaction. */
class PgBouncerIT {
    private static PgBouncer proxy;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(PgBouncer.isPossible(), "PgBouncer is not installed here");
        proxy = PgBouncer.before(PostgresFixture.shared().port(), 3);
    }

    @AfterAll
    static void stop() {
        if (proxy != null) {
            proxy.close();
        }
    }

    private static Playground playground() throws Exception {
        return Playground.with(
                proxy.settings(PostgresFixture.shared().settings().schema()));
    }

    @Test
    void tablesAreExactThroughReorgsAndSplits() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (Playground at = playground()) {
            Loop loop = at.loop()
                    .tables("blocks", "transactions", "logs")
                    .splittingAt(2_000)
                    .start();
            for (int i = 0; i < 10; i++) {
                at.amp.chain().advance(1 + random.nextInt(6));
                at.amp.chain().reorg(1 + random.nextInt(9), 9 + random.nextInt(4));
            }
            at.amp.chain().advance(20);

            for (String table : List.of("blocks", "transactions", "logs")) {
                at.awaitExact(table);
            }
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    void theFenceHolds() throws Exception {
        try (Playground at = playground()) {
            Loop first = at.start();
            at.awaitExact("blocks");

            at.start();
            Playground.await().until(() -> epoch(at) == 2);
            at.amp.chain().advance(5);

            assertThat(first.end()).isInstanceOf(SyncEngine.Outcome.Fenced.class);
            assertThat(first.reasons()).contains(Reason.FENCED);
            at.awaitExact("blocks");
        }
    }

    private static long epoch(Playground at) throws SQLException {
        return at.number("SELECT max(epoch) FROM {schema}._ampsync_writers");
    }
}
