package io.ampsync.demo;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is stored, in the words of {@link AnvilTruth}. */
record AnvilStored(Connection database, String schema) {
    /** An entry of the journal; {@code previous} is null or {@code 0x} and 64 digits. */
    record Entry(long start, long end, String hash, String previous, long rows) {}

    NavigableMap<Long, List<String>> rows(AnvilTruth.Table table) throws SQLException {
        List<String> columns =
                table.columns().stream().map(AnvilTruth.Column::name).toList();
        String order = columns.stream()
                .filter(column -> column.equals("log_index") || column.equals("tx_index"))
                .reduce("_block_num_end", (_, last) -> last);
        String sql = "SELECT "
                + columns.stream().map(column -> '"' + column + '"').collect(Collectors.joining(", "))
                + ", _block_num_end FROM " + schema + "." + table.name() + " ORDER BY _block_num_end, " + order;
        NavigableMap<Long, List<String>> found = new TreeMap<>();
        try (PreparedStatement query = database.prepareStatement(sql);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                List<String> texts = new ArrayList<>();
                for (int column = 1; column <= columns.size(); column++) {
                    texts.add(columns.get(column - 1) + "=" + text(rows.getObject(column)));
                }
                found.computeIfAbsent(rows.getLong("_block_num_end"), _ -> new ArrayList<>())
                        .add(String.join(" ", texts));
            }
        }
        return found;
    }

    List<Entry> journal(String table) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement query = database.prepareStatement("SELECT start_block, end_block, hash, prev_hash,"
                + " row_count FROM " + schema + "._ampsync_ranges WHERE table_name = ? ORDER BY start_block")) {
            query.setString(1, table);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Entry(
                            rows.getLong(1),
                            rows.getLong(2),
                            text(rows.getBytes(3)),
                            text(rows.getBytes(4)),
                            rows.getLong(5)));
                }
            }
        }
        return entries;
    }

    /** Number and hash. */
    String checkpoint(String table) throws SQLException {
        return one("SELECT watermark_block_num || ' 0x' || encode(watermark_block_hash, 'hex') FROM " + schema
                + "._ampsync_checkpoints WHERE table_name = '" + table + "'");
    }

    /** Id of the newest entry of the reorg audit, 0 if there is none. */
    long lastReorg() throws SQLException {
        return Long.parseLong(one("SELECT coalesce(max(id), 0) FROM " + schema + "._ampsync_reorgs"));
    }

    /** Tables whose audit has, after entry {@code since}, a reorg that took away block {@code fork}. */
    long tablesReorganized(long since, long fork) throws SQLException {
        return Long.parseLong(one("SELECT count(DISTINCT table_name) FROM " + schema + "._ampsync_reorgs WHERE id > "
                + since + " AND " + fork + " BETWEEN fork_block AND old_end"));
    }

    private String one(String sql) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            return row.next() ? String.valueOf(row.getString(1)) : "nothing";
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case null -> AnvilTruth.NULL;
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
            case BigDecimal number -> number.toPlainString();
            case Timestamp time -> String.valueOf(time.toInstant().getEpochSecond());
            default -> value.toString();
        };
    }
}
