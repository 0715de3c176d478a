package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.DatabaseSettings;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A target database with our tables in a schema of its own, and a second connection that looks from outside. */
final class Target implements AutoCloseable {
    static final Limits QUICK = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofMillis(100),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(300));
    static final Provenance PROVENANCE = new Provenance("_/chain", "1.0.0", "0123abcd");

    final PostgresFixture fixture;
    final DatabaseSettings settings;
    final TargetDatabase database;
    private final Connection outside;

    private Target(PostgresFixture fixture, DatabaseSettings settings) throws SQLException {
        this.fixture = fixture;
        this.settings = settings;
        this.database = TargetDatabase.of(settings, "default/test", QUICK);
        this.outside = fixture.connect();
    }

    static Target on(PostgresServer server) throws SQLException {
        PostgresFixture fixture = PostgresFixture.on(server);
        Target target = new Target(fixture, fixture.settings());
        InternalTables.create(target.database);
        return target;
    }

    /** The same schema through another port. */
    TargetDatabase through(int port) {
        return TargetDatabase.of(PostgresFixture.settings(schema(), port), "default/test", QUICK);
    }

    String schema() {
        return settings.schema();
    }

    WriterClaim writer(String sync, String instance) {
        return new WriterClaim(database, sync, instance, new SecureRandom(), InstantSource.system());
    }

    Claim claim(String sync) {
        return ((ClaimOutcome.Held) writer(sync, sync).claim(0)).claim();
    }

    /** Runs a statement in which {@code {schema}} stands for ours. */
    void execute(String sql) throws SQLException {
        try (PreparedStatement statement = outside.prepareStatement(expand(sql))) {
            statement.execute();
        }
    }

    List<List<@Nullable Object>> query(String sql) throws SQLException {
        try (PreparedStatement statement = outside.prepareStatement(expand(sql));
                ResultSet result = statement.executeQuery()) {
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (result.next()) {
                List<@Nullable Object> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getObject(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The first column. */
    List<@Nullable Object> column(String sql) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (List<@Nullable Object> row : query(sql)) {
            values.add(row.getFirst());
        }
        return values;
    }

    long number(String sql) throws SQLException {
        return ((Number) java.util.Objects.requireNonNull(column(sql).getFirst())).longValue();
    }

    String expand(String sql) {
        return sql.replace("{schema}", '"' + schema() + '"');
    }

    @Override
    public void close() throws SQLException {
        database.close();
        outside.close();
    }
}
