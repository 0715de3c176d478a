package io.ampsync.runtime.doctor;

import io.ampsync.runtime.config.SyncConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Who has the tables that the sync would fill, and who writes. */
final class TableLook {
    private static final String RELATION = """
            SELECT pg_get_userbyid(c.relowner), pg_has_role(c.relowner, 'MEMBER'), current_user,
                   c.relkind IN ('r', 'p') AND (pg_has_role(c.relowner, 'MEMBER') OR has_table_privilege(c.oid, 'SELECT'))
            FROM pg_class c WHERE c.oid = to_regclass(?)""";

    private final Connection connection;
    private final SyncConfig config;
    private final String schema;

    TableLook(Connection connection, SyncConfig config) {
        this.connection = connection;
        this.config = config;
        this.schema = quoted(config.database().schema());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    void at(List<String> tables, Findings findings) throws SQLException {
        boolean synced = exists("_ampsync_tables") && exists("_ampsync_writers");
        for (String table : tables) {
            String owner = synced ? owner(table) : "";
            if (!owner.isEmpty() && !owner.equals(config.syncName())) {
                findings.add(
                        Check.TABLE_OF_ANOTHER_SYNC,
                        "Table " + table + " belongs to the sync " + owner + ", this one is " + config.syncName()
                                + ".");
            } else {
                relation(table, !owner.isEmpty(), findings);
                ids(table, !owner.isEmpty(), findings);
            }
        }
        if (synced) {
            writer(findings);
        }
    }

    private boolean exists(String relation) throws SQLException {
        return !text("SELECT to_regclass(?)::text", schema + "." + relation).isEmpty();
    }

    private String owner(String table) throws SQLException {
        return text("SELECT sync_uid FROM " + schema + "._ampsync_tables WHERE table_name = ?", table);
    }

    private String text(String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet row = statement.executeQuery()) {
                String text = row.next() ? row.getString(1) : null;
                return text == null ? "" : text;
            }
        }
    }

    private void relation(String table, boolean ours, Findings findings) throws SQLException {
        String name = schema + "." + quoted(table);
        try (PreparedStatement statement = connection.prepareStatement(RELATION)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                if (!row.getBoolean(2)) {
                    findings.add(
                            Check.TABLE_OF_ANOTHER_ROLE,
                            "Table " + table + " belongs to the role " + row.getString(1) + ", and we are "
                                    + row.getString(3) + ".",
                            "ALTER TABLE " + name + " OWNER TO " + row.getString(3) + ", or sync into another schema.");
                } else if (!ours && row.getBoolean(4) && hasRows(name)) {
                    findings.add(Check.TABLE_IN_THE_WAY, "Table " + name + " has rows and is not ours.");
                }
            }
        }
    }

    private void ids(String table, boolean ours, Findings findings) throws SQLException {
        String name = schema + "." + quoted(table);
        if (!ours || !exists(quoted(table))) {
            return;
        }
        String found = text(
                "SELECT to_jsonb(t) ->> 'row_id' FROM " + schema + "._ampsync_tables t WHERE table_name = ?", table);
        String asked = config.values().rowId().label();
        if (!found.isEmpty() && !found.equals(asked) && hasRows(name)) {
            findings.add(
                    Check.TABLE_WITH_OTHER_IDS,
                    "The rows of table " + name + " have " + found + " ids, and " + asked + " is asked.",
                    "Set AMPSYNC_ROW_ID=" + found + ", or drop the table, and it is filled anew.");
        }
    }

    private boolean hasRows(String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT 1 FROM " + name + " LIMIT 1")) {
            return row.next();
        }
    }

    private void writer(Findings findings) throws SQLException {
        String sql = "SELECT instance_uid, extract(epoch FROM clock_timestamp() - seen_at)::bigint FROM " + schema
                + "._ampsync_writers WHERE sync_uid = ? AND released_at IS NULL"
                + " AND seen_at > clock_timestamp() - interval '60 s'";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, config.syncName());
            try (ResultSet row = statement.executeQuery()) {
                if (row.next()) {
                    findings.add(
                            Check.SECOND_WRITER,
                            "Instance " + row.getString(1) + " of " + config.syncName() + " was seen " + row.getLong(2)
                                    + " s ago.");
                }
            }
        }
    }
}
