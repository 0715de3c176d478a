package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.AmpSimulator;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A source and a database for one process, and the settings that name them. */
final class Surroundings implements AutoCloseable {
    static final String DATASET = "anvil_rpc";
    static final String PASSWORD = "planted-password-5d1f";
    static final String TOKEN = "planted-token-77aa";

    final AmpSimulator amp;
    final DatabaseSettings database = PostgresFixture.shared().settings();
    private final Connection outside = PostgresFixture.shared().connect();

    Surroundings() throws IOException, SQLException {
        this(builder -> builder);
    }

    /** With another simulator than that of 50 blocks, ten at a time. */
    Surroundings(UnaryOperator<AmpSimulator.Builder> change) throws IOException, SQLException {
        AmpSimulator.Builder builder = AmpSimulator.builder()
                .dataset(DATASET, "1.0.0")
                .blocks(50)
                .behaviour(behaviour -> behaviour.withMicrobatchBlocks(10));
        amp = change.apply(builder).start();
    }

    /** Two tables of the simulator into the schema; change what a test is about. */
    Map<String, String> settings() {
        return settings(PostgresFixture.shared().port());
    }

    /** With a source that nobody serves. */
    Map<String, String> settingsWithoutSource() {
        Map<String, String> settings = settings();
        settings.put("AMP_FLIGHT_ADDR", "http://127.0.0.1:1");
        return settings;
    }

    /** With the database behind another port. */
    Map<String, String> settings(int databasePort) {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATASET", DATASET + "@1.0.0");
        settings.put("TABLES", "blocks,logs");
        settings.put("AMPSYNC_ERA", "head");
        settings.put("AMPSYNC_SCHEMA", database.schema());
        settings.put("AMP_FLIGHT_ADDR", amp.flightUrl());
        settings.put("DATABASE_URL", url(databasePort));
        return settings;
    }

    static String url(int databasePort) {
        return "postgresql://postgres:" + PASSWORD + "@127.0.0.1:" + databasePort + "/postgres?sslmode=disable";
    }

    String query(String sql) throws SQLException {
        try (Statement statement = outside.createStatement();
                ResultSet row = statement.executeQuery(expand(sql))) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = outside.createStatement()) {
            statement.execute(expand(sql));
        }
    }

    private String expand(String sql) {
        return sql.replace("{schema}", database.schema());
    }

    @Override
    public void close() throws SQLException {
        amp.close();
        outside.close();
    }
}
