package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings of a sync that works, with a simulated source and a real database; a test makes one thing wrong. */
final class Patient implements AutoCloseable {
    static final AmpSimulator AMP;
    static final AdminPort ADMIN;

    static {
        try {
            AMP = AmpSimulator.builder().dataset("anvil_rpc", "1.0.0").blocks(5).start();
            ADMIN = AdminPort.start(AMP, 0);
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final DatabaseSettings database = PostgresFixture.shared().settings();
    final Map<String, String> environment = new HashMap<>();
    private final Connection outside = PostgresFixture.shared().connect();
    private InstantSource clock = InstantSource.system();
    private Map<String, String> examined = Map.of();
    private @Nullable Examination last;

    Patient() throws SQLException {
        environment.put("DATASET", "anvil_rpc@1.0.0");
        environment.put("TABLES", "blocks,logs");
        environment.put("AMP_FLIGHT_ADDR", AMP.flightUrl());
        environment.put("AMP_ADMIN_API_ADDR", ADMIN.url());
        environment.put("AMPSYNC_SCHEMA", database.schema());
        environment.put("DATABASE_URL", url("postgres", "postgres", "postgres"));
    }

    static String url(String user, String password, String name) {
        return "postgresql://" + user + ":" + password + "@127.0.0.1:"
                + PostgresFixture.shared().port() + "/" + name;
    }

    Patient with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Patient at(InstantSource other) {
        clock = other;
        return this;
    }

    /** {@code {schema}} stands for ours. */
    Patient execute(String... statements) throws SQLException {
        try (Statement statement = outside.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql.replace("{schema}", database.schema()));
            }
        }
        return this;
    }

    SyncConfig config() {
        return SettingsCheck.of(environment).config().orElseThrow();
    }

    Examination examine() throws InterruptedException {
        long began = System.nanoTime();
        SettingsCheck check = SettingsCheck.of(environment);
        Examination found = check.config().isPresent()
                ? Examination.of(check.config().get(), check.findings(), clock)
                : Examination.ofSettings(check.name(), check.findings());
        assertThat(System.nanoTime() - began).as("nanoseconds").isLessThan(5_000_000_000L);
        return found;
    }

    /** The same again if nothing was set otherwise meanwhile. */
    private Examination examination() throws InterruptedException {
        Examination known = last;
        if (known == null || !examined.equals(environment)) {
            known = examine();
            last = known;
            examined = Map.copyOf(environment);
        }
        return known;
    }

    /** The findings of this area, by name; warnings that come from the test server's own settings are left out. */
    List<Check> found(Area area) throws InterruptedException {
        return examination().findings().stream()
                .filter(finding -> finding.area() == area)
                .map(Finding::check)
                .filter(check -> check != Check.FSYNC_OFF
                        && check != Check.COMMITS_NOT_DURABLE
                        && check != Check.DISK_NEARLY_FULL)
                .toList();
    }

    @Override
    public void close() throws SQLException {
        outside.close();
    }
}
