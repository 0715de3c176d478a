package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of itself, for the role that asks.
 *
 * @param settings as {@code pg_settings} has them for this session; those that it hides from the role are left out
 * @param connectionsLeft what another session could still take
 * @param connectionLimit the lower one of role and database, negative for none
 * @param mayCreate tables in the schema, or the schema
 * @param skew how far the server's clock is ahead of ours
 * @param disk of the data directory, if that is on this machine and the role may know
 */
record DatabaseFacts(
        Map<String, String> settings,
        String role,
        String encoding,
        boolean standby,
        long connectionsLeft,
        long connectionLimit,
        boolean mayCreate,
        Duration skew,
        Optional<Disk> disk) {
    /** In bytes. */
    record Disk(String directory, long free, long size) {}

    private static final String SETTINGS = """
            SELECT name, setting FROM pg_settings WHERE name IN (
              'server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit', 'wal_level', 'temp_file_limit',
              'default_transaction_read_only', 'statement_timeout', 'lock_timeout', 'transaction_timeout',
              'idle_in_transaction_session_timeout', 'idle_session_timeout', 'data_directory')""";

    private static final String FACTS = """
            SELECT current_user, pg_encoding_to_char(d.encoding), pg_is_in_recovery(),
                   current_setting('max_connections')::bigint
                     - current_setting('superuser_reserved_connections')::bigint
                     - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
                   CASE WHEN r.rolconnlimit < 0 OR d.datconnlimit < 0 THEN greatest(r.rolconnlimit, d.datconnlimit)
                        ELSE least(r.rolconnlimit, d.datconnlimit) END,
                   CASE WHEN n.oid IS NULL THEN has_database_privilege(d.oid, 'CREATE')
                        ELSE has_schema_privilege(n.oid, 'CREATE') AND has_schema_privilege(n.oid, 'USAGE') END,
                   (extract(epoch FROM clock_timestamp()) * 1000)::bigint
            FROM pg_database d
            JOIN pg_roles r ON r.rolname = current_user
            LEFT JOIN pg_namespace n ON n.nspname = ?
            WHERE d.datname = current_database()""";

    static DatabaseFacts read(Connection connection, String schema, InstantSource clock) throws SQLException {
        Map<String, String> settings = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SETTINGS)) {
            while (rows.next()) {
                settings.put(rows.getString(1), rows.getString(2));
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(FACTS)) {
            statement.setString(1, schema);
            Instant before = clock.instant();
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Instant middle =
                        before.plus(Duration.between(before, clock.instant()).dividedBy(2));
                return new DatabaseFacts(
                        settings,
                        row.getString(1),
                        row.getString(2),
                        row.getBoolean(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getBoolean(6),
                        Duration.between(middle, Instant.ofEpochMilli(row.getLong(7))),
                        disk(settings.get("data_directory")));
            }
        }
    }

    private static Optional<Disk> disk(@org.jspecify.annotations.Nullable String directory) {
        // Only a directory of this very server would be its; one that is not there is another machine's.
        if (directory == null || !Files.exists(Path.of(directory))) {
            return Optional.empty();
        }
        try {
            var store = Files.getFileStore(Path.of(directory));
            return Optional.of(new Disk(directory, store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A number, 0 if the server does not know the setting. */
    long number(String setting) {
        return Long.parseLong(settings.getOrDefault(setting, "0"));
    }

    boolean is(String setting, String value) {
        return value.equals(settings.get(setting));
    }
}
