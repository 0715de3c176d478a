package io.ampsync.runtime.sync;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.simulator.AmpSimulator;
import java.net.URI;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;

/** An engine in this process, from a simulator into a schema of its own. */
final class RunningSync implements AutoCloseable {
    final List<SyncException> failures = new CopyOnWriteArrayList<>();

    private final DatabaseSettings settings = PostgresFixture.shared().settings();
    private final TargetDatabase database = TargetDatabase.of(settings, "default/running", Limits.DEFAULT);
    private final RootAllocator allocator = new RootAllocator();
    private final FlightSource source;
    private final StopSignal stop = new StopSignal();
    private final CompletableFuture<SyncEngine.Outcome> outcome;

    RunningSync(AmpSimulator amp, Duration silence, CommitProbe probe, String... tables) {
        source = new FlightSource(
                new SourceSettings(
                        URI.create(amp.flightUrl()),
                        Era.HEAD,
                        new Secret("any"),
                        null,
                        32 << 20,
                        8 << 20,
                        Duration.ofSeconds(30)),
                allocator);
        InternalTables.create(database);
        SecureRandom random = new SecureRandom();
        TableScope scope = new TableScope(
                source,
                Era.HEAD,
                database,
                new WriterSeat(
                        new WriterClaim(database, "default/s", "default/s", random, InstantSource.system()),
                        SyncListener.SILENT),
                new SyncListener() {
                    @Override
                    public void failed(String table, SyncException failure) {
                        failures.add(failure);
                    }
                },
                BatchLimits.DEFAULT,
                RuleSettings.DEFAULT,
                new Semaphore(2),
                silence,
                probe,
                stop,
                InstantSource.system(),
                System::nanoTime,
                random);
        SyncEngine engine =
                new SyncEngine(Stream.of(tables).map(RunningSync::task).toList(), scope);
        outcome = CompletableFuture.supplyAsync(() -> {
            try {
                return engine.run();
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static TableTask task(String table) {
        String reference = "\"_/anvil_rpc@1.0.0\"." + table;
        return new TableTask(
                table,
                "SELECT * FROM " + reference,
                reference,
                EncodeSettings.DEFAULT,
                new Provenance("_/anvil_rpc", "1.0.0", null));
    }

    boolean hasEnded() {
        return outcome.isDone();
    }

    /** Runs a statement in which {@code {schema}} stands for ours. */
    void execute(String sql) throws SQLException {
        try (Connection connection = PostgresFixture.shared().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql.replace("{schema}", settings.schema()));
        }
    }

    long number(String sql) throws SQLException {
        try (Connection connection = PostgresFixture.shared().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql.replace("{schema}", settings.schema()))) {
            result.next();
            return result.getLong(1);
        }
    }

    /** The lowest checkpoint of the tables, -1 as long as one has none. */
    long checkpoint() throws SQLException {
        return number("""
                SELECT coalesce(min(coalesce(watermark_block_num, -1)), -1)
                FROM {schema}._ampsync_tables LEFT JOIN {schema}._ampsync_checkpoints USING (table_name)""");
    }

    @Override
    public void close() {
        stop.stop();
        outcome.join();
        source.close();
        allocator.close();
        database.close();
    }
}
