package io.ampsync.runtime.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The target: a pool of connections, and the rules that every connection follows. Safe for use by many threads. */
public final class TargetDatabase implements AutoCloseable {
    /** HikariCP asks a connection that was idle for longer than this whether it lives: a round trip at the head. */
    private static final String BYPASS = "com.zaxxer.hikari.aliveBypassWindowMs";

    private final DatabaseSettings settings;
    private final TargetSchema schema;
    private final Limits limits;
    private final Properties driverProperties;
    private final HikariDataSource pool;
    private final ScheduledThreadPoolExecutor timer;

    private TargetDatabase(DatabaseSettings settings, Limits limits, Properties driverProperties) {
        this.settings = settings;
        this.schema = new TargetSchema(settings.schema());
        this.limits = limits;
        this.driverProperties = driverProperties;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofVirtual().name("database-deadlines").factory());
        // Every commit sets a deadline of minutes: without this each would stay in the queue until then.
        timer.setRemoveOnCancelPolicy(true);
        this.pool = new HikariDataSource(pooled(settings, limits, driverProperties));
    }

    /**
     * Opens nothing yet: the first use does, so a database that is away is a matter of {@link Reason}, not of start-up.
     *
     * @param syncName shows in {@code pg_stat_activity.application_name}
     */
    public static TargetDatabase of(DatabaseSettings settings, String syncName, Limits limits) {
        return new TargetDatabase(settings, limits, driverProperties(settings, syncName, limits));
    }

    /** As {@link #of(DatabaseSettings, String, Limits)}, for what writes: it waits for locks as long as it is told to. */
    public static TargetDatabase of(SyncConfig config) {
        Limits limits = Limits.DEFAULT.withLock(config.limits().databaseOperation());
        return of(config.database(), config.syncName(), limits);
    }

    /**
     * One connection as the pool would make it, for looking without a pool. In autocommit mode; the caller closes it.
     *
     * @throws SQLException as the driver has it: only then the caller can tell one cause from the other
     */
    public static Connection connect(DatabaseSettings settings, String syncName, Limits limits) throws SQLException {
        return DriverManager.getConnection(
                settings.jdbcUrl(), withLogin(driverProperties(settings, syncName, limits), login(settings)));
    }

    private static Properties withLogin(Properties driverProperties, Credentials login) {
        Properties properties = new Properties();
        properties.putAll(driverProperties);
        properties.setProperty("user", login.getUsername());
        if (login.getPassword() != null) {
            properties.setProperty("password", login.getPassword());
        }
        return properties;
    }

    private static HikariConfig pooled(DatabaseSettings settings, Limits limits, Properties driverProperties) {
        // Background keep-alives find dead connections; a commit meets one at worst in its first round trip.
        if (System.getProperty(BYPASS) == null) {
            System.setProperty(BYPASS, Long.toString(Duration.ofHours(1).toMillis()));
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("ampsync");
        config.setJdbcUrl(settings.jdbcUrl());
        config.setDataSourceProperties(driverProperties);
        config.setCredentials(login(settings));
        config.setMaximumPoolSize(settings.maxConnections());
        config.setMinimumIdle(0);
        config.setIdleTimeout(Duration.ofMinutes(5).toMillis());
        config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
        config.setConnectionTimeout(limits.connect().toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }

    private static Properties driverProperties(DatabaseSettings settings, String syncName, Limits limits) {
        Properties properties = new Properties();
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", KeepAliveSocketFactory.class.getName());
        properties.setProperty("connectTimeout", seconds(limits.connect()));
        properties.setProperty("socketTimeout", seconds(limits.deadline()));
        properties.setProperty("logServerErrorDetail", "false");
        // Named statements do not survive a transaction-pooling proxy, and save nothing measurable here.
        properties.setProperty("prepareThreshold", "0");
        if (settings.jdbcUrl().contains(",")) {
            properties.setProperty("targetServerType", "primary");
        }
        for (Map.Entry<String, String> property : settings.properties().entrySet()) {
            properties.setProperty(property.getKey(), property.getValue());
        }
        properties.setProperty("ApplicationName", "ampsync/" + syncName);
        return properties;
    }

    private static Credentials login(DatabaseSettings settings) {
        Secret password = settings.password();
        return Credentials.of(settings.user(), password == null ? null : password.reveal());
    }

    /** From now on new connections are made as this user; those that are open stay. */
    public void use(DatabaseSettings rotated) {
        pool.setCredentials(login(rotated));
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.toSeconds()));
    }

    public TargetSchema schema() {
        return schema;
    }

    public Limits limits() {
        return limits;
    }

    /** A connection of the pool. */
    Session session() throws SQLException {
        return new Session(pool.getConnection(), pool);
    }

    /** Work that may be done twice. */
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Runs work on a connection of the pool; if that one turns out to be dead, once more on another. */
    <T> T repeatable(Work<T> work) throws SQLException {
        // Outside of the try: that there is no connection to be had is told at once.
        Session first = session();
        try (first) {
            return work.run(first);
        } catch (SQLException e) {
            if (!SqlStates.connectionLost(e)) {
                throw e;
            }
            forgetConnections();
        }
        try (Session session = session()) {
            return work.run(session);
        }
    }

    /** As {@link #repeatable}, with failures by name. */
    public <T> T call(String doing, Work<T> work) {
        try {
            return repeatable(work);
        } catch (SQLException e) {
            throw failure(doing, e);
        }
    }

    /** A new connection beside the pool, for when the pool's are in doubt or taken. */
    Session freshSession() throws SQLException {
        return connect(Map.of());
    }

    /** A connection beside the pool whose statements may take hours; the server limits them, not the driver. */
    public Session patientSession() throws SQLException {
        return connect(Map.of("socketTimeout", "0"));
    }

    private Session connect(Map<String, String> over) throws SQLException {
        Properties properties = withLogin(driverProperties, pool.getCredentials());
        properties.putAll(over);
        return new Session(DriverManager.getConnection(settings.jdbcUrl(), properties), null);
    }

    /** The failure by name; after one of the connection itself, the pool's other connections go too. */
    public SyncException failure(String doing, SQLException failure) {
        SyncException named = SqlStates.failure(doing, failure);
        if (SqlStates.connectionLost(failure) || named.reason() == Reason.DATABASE_READ_ONLY) {
            forgetConnections();
        }
        return named;
    }

    /** Drops every idle connection: after a failure of one, the others are probably as dead. */
    void forgetConnections() {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    /** Cuts the connection unless closed in time: the only way out of a write that the network never takes. */
    Deadline deadline(Session session) {
        ScheduledFuture<?> cut =
                timer.schedule(session::abort, limits.deadline().toMillis(), TimeUnit.MILLISECONDS);
        return () -> cut.cancel(false);
    }

    /** Something scheduled. */
    interface Deadline extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Checks that the database is there and takes writes.
     *
     * @throws SyncException the database is unreachable, or {@link Reason#DATABASE_READ_ONLY}
     */
    public void requireWritable() {
        Row row = call(
                "Connecting to the database",
                session -> session.run(Script.of(
                                "SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on'"))
                        .rows()
                        .getFirst());
        if (row.flag(0) || row.flag(1)) {
            forgetConnections();
            throw new SyncException(
                    Reason.DATABASE_READ_ONLY, "The database is a standby, or read-only transactions are on.");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        pool.close();
    }
}
