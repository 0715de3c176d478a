package io.ampsync.e2e;

import io.ampsync.demo.truth.ChainTruth;
import io.ampsync.demo.truth.Comparison;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The quickstart's PostgreSQL. */
final class Database implements AutoCloseable {
    private static final int PORT = 5432;
    private final LocalPortForward forward;

    private Database(LocalPortForward forward) {
        this.forward = forward;
    }

    static Database of(KubernetesClient client, String namespace) {
        return new Database(
                client.services().inNamespace(namespace).withName("pg").portForward(PORT));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://localhost:" + forward.getLocalPort() + "/chain", "ampsync", "change-me");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The one number that a query gives; -1 if it gives none, or if what it asks of does not exist. */
    long number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            long number = row.next() ? row.getLong(1) : -1;
            return row.wasNull() ? -1 : number;
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState())) {
                return -1;
            }
            throw e;
        }
    }

    /** The block up to which every table of a schema is stored. */
    long lowestBlock(String schema) throws SQLException {
        return number("SELECT min(watermark_block_num) FROM " + schema + "._ampsync_checkpoints");
    }

    boolean exists(String schema, String table) throws SQLException {
        return number("SELECT count(*) FROM pg_tables WHERE schemaname = '" + schema + "' AND tablename = '" + table
                        + "'")
                == 1;
    }

    List<Comparison> compare(String schema, Chain chain) {
        try (Connection connection = connect()) {
            ChainTruth truth = new ChainTruth(connection, schema);
            List<Comparison> comparisons = new ArrayList<>();
            for (var table : chain.ledger().tables()) {
                if (exists(schema, table.name())) {
                    comparisons.add(truth.compare(chain.ledger().view(), table));
                }
            }
            return comparisons;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            forward.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
