package io.ampsync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.demo.truth.ChainTruth;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.evm.AnvilNode;
import io.ampsync.simulator.evm.EvmLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The blocks of a real EVM node, through a real server and a real runtime process, compared with what the node says. */
class AnvilIT {
    private static final List<String> TABLES = List.of("blocks", "transactions", "logs");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Era.class,
            names = {"S1", "HEAD"})
    void rowsEqualTheNodesAfterReorgsWhileRunningAndWhileDown(Era era) throws Exception {
        String schema = "anvil_" + era.name().toLowerCase(Locale.ROOT);
        try (AnvilNode anvil = AnvilNode.start();
                EvmLedger ledger = EvmLedger.start(
                        EvmLedger.Settings.of(anvil.url(), "anvil", era).withPollInterval(Duration.ofMillis(50)));
                AmpSimulator amp =
                        AmpSimulator.builder().era(era).ledger(ledger).start();
                Connection database = postgres.getPostgresDatabase().getConnection()) {
            try (Statement statement = database.createStatement()) {
                statement.execute("CREATE SCHEMA " + schema);
            }
            AnvilStored stored = new AnvilStored(database, schema);
            InvariantReader reader = new InvariantReader(postgres.getPostgresDatabase(), schema);
            try (reader) {
                live(anvil, stored, settings(amp, era, schema), log(schema));
            }
            AnvilTruth truth = new AnvilTruth(anvil, era);

            assertThat(truth.head()).isGreaterThanOrEqualTo(200);
            assertThat(truth.transactions().rows().toString())
                    .as("all kinds of transactions took place")
                    .contains("type=0", "type=1", "type=2", "status=true", "status=false", "to=null");
            assertThat(reader.violations()).isEmpty();
            assertThat(reader.looks()).isPositive();
            equalToTheLedger(ledger, new ChainTruth(database, schema));
            for (AnvilTruth.Table table : truth.tables()) {
                equalToTheNode(truth, stored, table);
            }
        }
    }

    private static void live(AnvilNode anvil, AnvilStored stored, Map<String, String> settings, Path log)
            throws Exception {
        AnvilTraffic traffic = new AnvilTraffic(anvil);
        traffic.blocks(80);
        long fork;
        long since;
        try (RuntimeProcess runtime = RuntimeProcess.start(settings, log)) {
            awaitHead(anvil, stored);
            traffic.blocks(30);
            awaitHead(anvil, stored);
            since = stored.lastReorg();
            fork = traffic.reorg(12);
            traffic.blocks(3);
            awaitReorg(stored, since, fork);
            awaitHead(anvil, stored);
            assertThat(runtime.terminate(Duration.ofSeconds(10))).contains(0);
        }
        // Down into what was back-filled.
        fork = traffic.reorg(40);
        traffic.blocks(25);
        since = stored.lastReorg();
        try (RuntimeProcess runtime = RuntimeProcess.start(settings, log)) {
            awaitReorg(stored, since, fork);
            traffic.blocks(30);
            awaitHead(anvil, stored);
            traffic.blocks(6);
            runtime.kill();
        }
        fork = traffic.reorg(11);
        traffic.blocks(20);
        since = stored.lastReorg();
        try (RuntimeProcess runtime = RuntimeProcess.start(settings, log)) {
            awaitReorg(stored, since, fork);
            traffic.blocks(20);
            awaitHead(anvil, stored);
            assertThat(runtime.terminate(Duration.ofSeconds(10))).contains(0);
        }
    }

    private static void equalToTheLedger(EvmLedger ledger, ChainTruth truth) throws Exception {
        ChainView view = ledger.view();
        for (TableDefinition table : ledger.tables()) {
            assertThat(truth.compare(view, table)).satisfies(comparison -> {
                assertThat(comparison.rows()).isPositive();
                assertThat(comparison.equal()).as(comparison.toString()).isTrue();
            });
        }
    }

    private static void equalToTheNode(AnvilTruth truth, AnvilStored stored, AnvilTruth.Table table) throws Exception {
        assertThat(stored.rows(table)).as(table.name()).isEqualTo(table.rows());
        assertThat(stored.checkpoint(table.name()))
                .as(table.name())
                .isEqualTo(truth.head() + " " + truth.hash(truth.head()));
        long next = 0;
        for (AnvilStored.Entry entry : stored.journal(table.name())) {
            long rows = table.rows().subMap(entry.start(), true, entry.end(), true).values().stream()
                    .mapToLong(List::size)
                    .sum();
            String previous = next == 0 ? entry.previous() : truth.hash(next - 1);
            assertThat(entry)
                    .as("journal of %s", table.name())
                    .isEqualTo(new AnvilStored.Entry(next, entry.end(), truth.hash(entry.end()), previous, rows));
            next = entry.end() + 1;
        }
        assertThat(next).as("end of the journal of %s", table.name()).isEqualTo(truth.head() + 1);
    }

    private static void awaitHead(AnvilNode anvil, AnvilStored stored) throws Exception {
        long head = anvil.head();
        String hash =
                anvil.rpc("eth_getBlockByNumber", "latest", false).get("hash").asText();
        for (String table : TABLES) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(stored.checkpoint(table)).isEqualTo(head + " " + hash));
        }
    }

    private static void awaitReorg(AnvilStored stored, long since, long fork) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(
                        () -> assertThat(stored.tablesReorganized(since, fork)).isEqualTo(TABLES.size()));
    }

    private static Path log(String schema) throws Exception {
        return Files.createTempFile(Path.of("target"), schema, ".log");
    }

    private static Map<String, String> settings(AmpSimulator amp, Era era, String schema) {
        return Map.of(
                "DATASET",
                "anvil_rpc@1.0.0",
                "TABLES",
                String.join(",", TABLES),
                "AMPSYNC_ERA",
                era.name().toLowerCase(Locale.ROOT),
                "AMPSYNC_SCHEMA",
                schema,
                "AMP_FLIGHT_ADDR",
                amp.flightUrl(),
                "DATABASE_URL",
                "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres?sslmode=disable");
    }
}
