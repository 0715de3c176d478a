package io.ampsync.demo;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.evm.EvmLedger;
import io.ampsync.simulator.table.EvmTables;
import io.ampsync.simulator.table.SyntheticLedger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Everything that the demo plays on: PostgreSQL, an Amp server, and where the runtime writes its log. */
final class Stage implements AutoCloseable {
    static final List<String> TABLES = List.of(EvmTables.BLOCKS, EvmTables.LOGS);
    private static final String NETWORK = "demo";
    private static final String DATASET = "demo";
    private static final String VERSION = "1.0.0";
    private static final SyntheticLedger.Density DENSITY = new SyntheticLedger.Density(4, 20);

    private final EmbeddedPostgres postgres;
    private final AmpSimulator amp;
    private final @Nullable EvmLedger node;
    private final Path log;

    private Stage(EmbeddedPostgres postgres, AmpSimulator amp, @Nullable EvmLedger node, Path log) {
        this.postgres = postgres;
        this.amp = amp;
        this.node = node;
        this.log = log;
    }

    /** Over a synthetic chain of {@code blocks} blocks. */
    static Stage synthetic(long blocks) throws IOException {
        return start(server().density(DENSITY).blocks(blocks), null);
    }

    /** Over a real EVM node. */
    static Stage over(EvmLedger node) throws IOException {
        return start(server().ledger(node), node);
    }

    /**
     * The newest {@code blocks} blocks of the node at {@code rpc}, and all that follow.
     *
     * @throws IOException when no node answers there
     */
    static EvmLedger node(URI rpc, long blocks) throws IOException {
        return EvmLedger.start(EvmLedger.Settings.of(rpc, NETWORK, Era.HEAD), blocks);
    }

    private static AmpSimulator.Builder server() {
        return AmpSimulator.builder().network(NETWORK).dataset(DATASET, VERSION);
    }

    private static Stage start(AmpSimulator.Builder server, @Nullable EvmLedger node) throws IOException {
        CompletableFuture<EmbeddedPostgres> postgres = CompletableFuture.supplyAsync(Stage::startPostgres);
        AmpSimulator amp = server.start();
        return new Stage(postgres.join(), amp, node, Files.createTempFile("ampsync-demo", ".log"));
    }

    private static EmbeddedPostgres startPostgres() {
        try {
            return EmbeddedPostgres.builder()
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException("The embedded PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    Ledger ledger() {
        return amp.ledger();
    }

    /** The chain of a {@link #synthetic} stage, to change it. */
    SyntheticChain chain() {
        return amp.chain();
    }

    /** Number of the newest block there is, which the Amp server may still have to fetch from a node. */
    long head() {
        long synced = ledger().view().head().orElse(-1);
        return node == null ? synced : Math.max(synced, node.nodeHead());
    }

    boolean isSynthetic() {
        return node == null;
    }

    Path log() {
        return log;
    }

    Connection connect() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    String psql() {
        return "psql -h localhost -p " + postgres.getPort() + " -U postgres";
    }

    RuntimeProcess startRuntime() throws IOException {
        return RuntimeProcess.start(
                Map.of(
                        "DATASET",
                        "_/" + DATASET + "@" + VERSION,
                        "TABLES",
                        String.join(",", TABLES),
                        "DATABASE_URL",
                        "postgresql://postgres@localhost:" + postgres.getPort() + "/postgres?sslmode=disable",
                        "AMP_FLIGHT_ADDR",
                        amp.flightUrl(),
                        "RUST_LOG",
                        "info"),
                log);
    }

    @Override
    public void close() throws IOException {
        amp.close();
        if (node != null) {
            node.close();
        }
        postgres.close();
    }
}
