package io.ampsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.demo.truth.ChainTruth;
import io.ampsync.demo.truth.Comparison;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.SyntheticLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Exactly once, with real processes and real SIGKILLs, over a history full of reorgs. {@code -Dkills=N} and
 * {@code -Dseed=N} choose how often and which history; the chaos repeats for a seed, the scheduler's share does not.
 */
class SigkillIT {
    private static final int KILLS = Integer.getInteger("kills", 10);
    private static final long SEED = Long.getLong("seed", 1);
    private static final String DATASET = "chaos";

    private static EmbeddedPostgres postgres;
    private @Nullable RuntimeProcess last;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void tablesEqualTheChainAfterKillsAndReorgs(Era era) throws Exception {
        String schema = "era_" + era.name().toLowerCase(Locale.ROOT);
        Path log = Files.createTempFile(Path.of("target"), "sigkill-" + schema, ".log");
        SplittableRandom random = new SplittableRandom(SEED);
        try (AmpSimulator amp = simulator(era);
                Connection database = postgres.getPostgresDatabase().getConnection()) {
            execute(database, "CREATE SCHEMA " + schema);
            History history = new History(amp, random);
            InvariantReader reader = new InvariantReader(postgres.getPostgresDatabase(), schema);
            try (reader) {
                killAndRecover(settings(era, schema, amp), schema, log, history, random);
                awaitHead(database, schema, amp);
                stopCleanly();
            }
            System.getLogger("sigkill")
                    .log(
                            System.Logger.Level.INFO,
                            "{0}: {1} kills, {2}, reader {3} looks at {4}/s, {5}",
                            era,
                            KILLS,
                            history,
                            reader.looks(),
                            Math.round(reader.looksPerSecond()),
                            kinds(database, schema));
            assertThat(reader.violations()).isEmpty();
            assertThat(compare(database, schema, amp)).allMatch(Comparison::equal);
            assertThat(kinds(database, schema)).as("reorgs by kind").isNotEqualTo("null");
        }
    }

    private void killAndRecover(
            Map<String, String> settings, String schema, Path log, History history, SplittableRandom random)
            throws Exception {
        for (int kill = 0; kill < KILLS; kill++) {
            try (RuntimeProcess runtime = RuntimeProcess.start(settings, log)) {
                if (kill % 4 != 3) {
                    awaitProgress(schema, history);
                }
                history.whileRunning(Duration.ofMillis(random.nextInt(1_000)));
                assertThat(runtime.isAlive())
                        .as("the runtime ended by itself, see %s", log)
                        .isTrue();
                runtime.kill();
            }
            history.whileDown();
        }
        last = RuntimeProcess.start(settings, log);
        history.end();
    }

    private void stopCleanly() throws InterruptedException {
        assertThat(Objects.requireNonNull(last).terminate(Duration.ofSeconds(10)))
                .contains(0);
    }

    @AfterEach
    void stopLast() {
        if (last != null) {
            last.close();
        }
    }

    private static AmpSimulator simulator(Era era) throws Exception {
        return AmpSimulator.builder()
                .era(era)
                .dataset(DATASET, "1.0.0")
                .blocks(120)
                .density(new SyntheticLedger.Density(3, 12))
                .behaviour(behaviour -> behaviour
                        .withMicrobatchBlocks(40)
                        .withCutSeed(OptionalLong.of(SEED))
                        .withMessageBytes(8_192)
                        .withBatchRows(150))
                .start();
    }

    private static Map<String, String> settings(Era era, String schema, AmpSimulator amp) {
        return Map.of(
                "DATASET",
                DATASET + "@1.0.0",
                "TABLES",
                "blocks,transactions,logs",
                "AMPSYNC_ERA",
                era.name().toLowerCase(Locale.ROOT),
                // One of the eras with the other ids.
                "AMPSYNC_ROW_ID",
                era == Era.S2 ? "xxh3" : "block-ordered",
                "AMPSYNC_SCHEMA",
                schema,
                "AMP_FLIGHT_ADDR",
                amp.flightUrl(),
                "DATABASE_URL",
                "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres?sslmode=disable");
    }

    /** Lets the chain go on until this life has committed something: most kills should hit work, not start-up. */
    private static void awaitProgress(String schema, History history) throws Exception {
        try (Connection database = postgres.getPostgresDatabase().getConnection()) {
            long before = commits(database, schema);
            for (int tick = 0; tick < 300 && commits(database, schema) == before; tick++) {
                history.whileRunning(Duration.ofMillis(100));
            }
        }
    }

    private static long commits(Connection database, String schema) throws Exception {
        try (Statement statement = database.createStatement();
                ResultSet exists = statement.executeQuery(
                        "SELECT to_regclass('" + schema + "._ampsync_checkpoints') IS NOT NULL")) {
            if (!exists.next() || !exists.getBoolean(1)) {
                return 0;
            }
        }
        try (Statement statement = database.createStatement();
                ResultSet sum = statement.executeQuery(
                        "SELECT coalesce(sum(seq), 0) FROM " + schema + "._ampsync_checkpoints")) {
            sum.next();
            return sum.getLong(1);
        }
    }

    private static void awaitHead(Connection database, String schema, AmpSimulator amp) {
        String lowest = "SELECT min(coalesce(watermark_block_num, -1)) FROM " + schema + "._ampsync_checkpoints";
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    try (Statement statement = database.createStatement();
                            ResultSet row = statement.executeQuery(lowest)) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getLong(1))
                                .isEqualTo(amp.ledger().view().head().orElseThrow());
                    }
                });
    }

    private static List<Comparison> compare(Connection database, String schema, AmpSimulator amp) throws Exception {
        ChainTruth truth = new ChainTruth(database, schema);
        List<Comparison> comparisons = new ArrayList<>();
        for (TableDefinition table : amp.ledger().tables()) {
            comparisons.add(truth.compare(amp.ledger().view(), table));
        }
        return comparisons;
    }

    private static String kinds(Connection database, String schema) throws Exception {
        try (Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(kind || ' ' || n, ', ' ORDER BY kind) FROM"
                        + " (SELECT kind, count(*) AS n FROM " + schema + "._ampsync_reorgs GROUP BY kind) k")) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private static void execute(Connection database, String sql) throws Exception {
        try (Statement statement = database.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What happens to the chain and to the connection; a function of the seed and of how long each life lasts. */
    private static final class History {
        private final AmpSimulator amp;
        private final SplittableRandom random;
        private int reorgs;
        private int forgotten;
        private int offline;
        private int fromGenesis;

        private History(AmpSimulator amp, SplittableRandom random) {
            this.amp = amp;
            this.random = random;
        }

        private void whileRunning(Duration life) {
            long end = System.nanoTime() + life.toNanos();
            while (System.nanoTime() < end) {
                step();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(120)));
            }
        }

        private void whileDown() {
            if (random.nextInt(2) == 0) {
                reorg(1 + random.nextInt(60));
                offline++;
            }
            amp.chain().advance(random.nextInt(5));
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0 -> reorg(1 + random.nextInt(4));
                case 1 -> reorg(1 + random.nextInt(50));
                case 2 -> {
                    reorg(1 + random.nextInt(20));
                    reorg(1 + random.nextInt(30));
                }
                case 3 -> {
                    reorg(2 + random.nextInt(30));
                    amp.chain().forgetOrphans();
                    forgotten++;
                }
                case 4 -> amp.resetConnections();
                case 5 -> {
                    if (random.nextInt(8) == 0) {
                        reorg(1_000_000);
                        fromGenesis++;
                    }
                }
                default -> amp.chain().advance(1 + random.nextInt(6));
            }
        }

        /** Sometimes the new branch is shorter; then nothing shows until it has grown. */
        private void reorg(long depth) {
            long length = Math.min(depth, amp.chain().nodeHead().orElseThrow() + 1);
            amp.chain().reorg(depth, Math.max(1, length + random.nextInt(5) - 1));
            reorgs++;
        }

        private void end() {
            amp.chain().advance(40);
        }

        @Override
        public String toString() {
            return reorgs + " reorgs (" + offline + " while down, " + forgotten + " with orphans forgotten, "
                    + fromGenesis + " from the first block)";
        }
    }
}
