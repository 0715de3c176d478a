package io.ampsync.runtime.doctor;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.TargetDatabase;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The database: whether it can be connected to, and what it says of itself, its settings and our tables. */
final class DatabaseProbe implements Doctor.Probe {
    /** A login's every answer may take the sum of the fourth and fifth: where all is busy, a second is not enough. */
    static final Limits QUICK = new Limits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(1800),
            Duration.ofMillis(200),
            Duration.ofSeconds(1));

    /** For a query, once somebody has answered as PostgreSQL does. */
    private static final int QUERY_MILLIS = 3000;

    private final SyncConfig config;
    private final InstantSource clock;
    private final CompletableFuture<Told> told;

    DatabaseProbe(SyncConfig config, InstantSource clock, CompletableFuture<Told> told) {
        this.config = config;
        this.clock = clock;
        this.told = told;
    }

    @Override
    public void look(Findings findings) throws InterruptedException {
        List<Endpoint> hosts = hosts(config.database());
        // With several hosts one that is away is legal, and said only if none is left.
        Findings away = new Findings(Area.DATABASE);
        List<Endpoint> there =
                hosts.stream().filter(host -> host.reachable(away)).toList();
        if (there.isEmpty()) {
            away.found().forEach(finding -> findings.add(finding.check(), finding.seen()));
            return;
        }
        findings.doing("connecting to " + there.getFirst());
        try (Connection connection = connect()) {
            if (!pooler(connection, findings)) {
                return;
            }
            findings.doing("reading the database's settings");
            DatabaseFacts facts =
                    DatabaseFacts.read(connection, config.database().schema(), clock);
            DatabaseRules.judge(facts, config.database(), findings);
            if (!facts.mayCreate()) {
                // Without USAGE of the schema even the names of its tables cannot be looked up.
                return;
            }
            findings.doing("waiting for the names of the tables");
            List<String> tables = told.get().tables();
            findings.doing("looking at the tables");
            DatabaseRules.pool(config.database().maxConnections(), tables.size(), findings);
            new TableLook(connection, config).at(tables, findings);
        } catch (SQLException e) {
            judge(e, there.getFirst(), findings);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = TargetDatabase.connect(config.database(), config.syncName() + " doctor", QUICK);
        connection.setNetworkTimeout(Runnable::run, QUERY_MILLIS);
        return connection;
    }

    static List<Endpoint> hosts(DatabaseSettings database) {
        List<Endpoint> hosts = new ArrayList<>();
        String authority =
                database.jdbcUrl().replaceFirst("^jdbc:postgresql://", "").replaceFirst("/.*", "");
        for (String place : authority.split(",", -1)) {
            int colon = place.lastIndexOf(':');
            String host = place.substring(0, colon).replaceAll("[\\[\\]]", "");
            hosts.add(new Endpoint(host, Integer.parseInt(place.substring(colon + 1)), "DATABASE_URL"));
        }
        return hosts;
    }

    /** False if nothing more can be asked. Two clients that are served by one backend are behind a pooler. */
    private boolean pooler(Connection first, Findings findings) throws SQLException {
        findings.doing("looking for a pooler");
        try (Connection second = connect()) {
            int one = backend(first);
            int other = backend(second);
            if (one == other) {
                findings.add(
                        Check.POOLER_TRANSACTION,
                        "Two connections were served by the same backend, " + one + ", one after the other.");
            }
            return true;
        } catch (SQLException e) {
            if (String.valueOf(e.getMessage()).contains("statement pooling")) {
                findings.add(Check.POOLER_STATEMENT, "BEGIN was refused: " + oneLine(e));
                return false;
            }
            throw e;
        }
    }

    private static int backend(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        int backend;
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            backend = row.getInt(1);
        }
        connection.rollback();
        connection.setAutoCommit(true);
        return backend;
    }

    private static void judge(SQLException failure, Endpoint endpoint, Findings findings) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String words = oneLine(failure);
        String seen = endpoint + " answers: " + words + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")") + ".";
        findings.add(check(failure, state, words, endpoint), seen);
    }

    private static Check check(SQLException failure, String state, String words, Endpoint endpoint) {
        if (state.startsWith("28")) {
            return words.contains("no encryption") || words.contains("SSL off")
                    ? Check.TLS_WANTED
                    : Check.LOGIN_REFUSED;
        }
        if (state.equals("3D000")) {
            return Check.DATABASE_ABSENT;
        }
        if (state.startsWith("53")) {
            return Check.NO_CONNECTION_LEFT;
        }
        if (words.contains("targetServerType")) {
            return Check.STANDBY;
        }
        if (words.contains("does not support SSL")) {
            return Check.TLS_NOT_SPOKEN;
        }
        // Its time first: a certificate out of its time is one that cannot be validated, too.
        if (isCause(failure, CertificateExpiredException.class)
                || isCause(failure, CertificateNotYetValidException.class)) {
            return Check.CERTIFICATE_EXPIRED;
        }
        if (isCause(failure, CertPathBuilderException.class) || isCause(failure, CertPathValidatorException.class)) {
            return Check.CERTIFICATE_UNKNOWN;
        }
        if (words.contains("hostname") || words.contains("host name")) {
            return Check.CERTIFICATE_NAME;
        }
        if (state.startsWith("57P")) {
            return Check.NOT_ANSWERING;
        }
        if (endpoint.peer() != Endpoint.Peer.UNKNOWN || words.contains("Protocol error")) {
            return Check.NOT_THE_SERVER;
        }
        return state.startsWith("08") ? Check.NOT_ANSWERING : Check.DEFECT;
    }

    private static boolean isCause(Throwable failure, Class<? extends Throwable> type) {
        return type.isInstance(failure) || (failure.getCause() != null && isCause(failure.getCause(), type));
    }

    private static String oneLine(SQLException failure) {
        return String.valueOf(failure.getMessage())
                .strip()
                .replaceAll("\\s+", " ")
                .replaceFirst("\\.$", "");
    }
}
