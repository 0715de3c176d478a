package io.ampsync.bench.stage;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;

/** A server, with its own defaults: Debian's if installed, else the embedded one, or one that is running. */
public final class Postgres implements AutoCloseable {
    private final Address address;
    private final AutoCloseable server;
    private int databases;

    /** Where it listens. */
    public record Address(String host, int port, String user, String password) {
        String url(String database) {
            return "jdbc:postgresql://" + host + ":" + port + "/" + database + "?user=" + user + "&password=" + password
                    + "&sslmode=disable";
        }

        /** As {@code psql} and {@code DATABASE_URL} spell it. */
        String uri(String database) {
            String secret = password.isEmpty() ? "" : ":" + password;
            return "postgresql://" + user + secret + "@" + host + ":" + port + "/" + database + "?sslmode=disable";
        }
    }

    private Postgres(Address address, AutoCloseable server) {
        this.address = address;
        this.server = server;
    }

    /**
     * Starts a server.
     *
     * @param dsn {@code postgresql://user:password@host:port/…} of a running one, or empty
     */
    public static Postgres start(String dsn) throws IOException {
        if (!dsn.isEmpty()) {
            java.net.URI uri = java.net.URI.create(dsn);
            String[] user = String.valueOf(uri.getUserInfo()).split(":", 2);
            return new Postgres(
                    new Address(
                            uri.getHost(),
                            uri.getPort() < 0 ? 5432 : uri.getPort(),
                            user[0],
                            user.length > 1 ? user[1] : ""),
                    () -> {});
        }
        LocalCluster cluster = LocalCluster.startOrNull();
        if (cluster != null) {
            return new Postgres(new Address("127.0.0.1", cluster.port(), "postgres", ""), cluster);
        }
        EmbeddedCluster embedded = EmbeddedCluster.start();
        return new Postgres(new Address("127.0.0.1", embedded.port(), "postgres", ""), embedded);
    }

    /** A new database. */
    public Database create(String name) throws SQLException {
        String unique = "bench_" + name.replaceAll("[^a-z0-9]", "_") + "_" + ++databases;
        try (Connection connection = DriverManager.getConnection(address.url("postgres"))) {
            for (String statement : List.of(
                    "DROP DATABASE IF EXISTS " + unique + " WITH (FORCE)", "CREATE DATABASE " + unique, "CHECKPOINT")) {
                execute(connection, statement);
            }
        }
        return new Database(address, unique);
    }

    public String version() throws SQLException {
        try (Connection connection = DriverManager.getConnection(address.url("postgres"))) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }

    private static void execute(Connection connection, String statement) throws SQLException {
        try (var jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException("PostgreSQL does not stop", e);
        }
    }
}
