package io.ampsync.demo;

import io.ampsync.simulator.chain.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads progress where it is true: in the database, which knows it also while the runtime is dead. */
final class ProgressReader {
    private static final String QUERY = """
            SELECT c.watermark_block_num, coalesce((SELECT sum(row_count) FROM _ampsync_ranges r
                                                    WHERE r.table_name = c.table_name), 0),
                   o.fork_block, o.depth, o.rows_removed, o.rows_added,
                   c.watermark_block_hash
            FROM _ampsync_checkpoints c
            LEFT JOIN LATERAL (SELECT * FROM _ampsync_reorgs o WHERE o.table_name = c.table_name
                               ORDER BY id DESC LIMIT 1) o ON true
            WHERE c.table_name = ?""";

    private final Connection database;

    ProgressReader(Connection database) {
        this.database = database;
    }

    List<TableProgress> read(List<String> tables) throws SQLException {
        List<TableProgress> progress = new ArrayList<>();
        boolean ready = exists();
        for (String table : tables) {
            progress.add(ready ? read(table) : nothing(table));
        }
        return progress;
    }

    private boolean exists() throws SQLException {
        try (PreparedStatement query = database.prepareStatement("SELECT to_regclass('_ampsync_reorgs') IS NOT NULL");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private static TableProgress nothing(String table) {
        return new TableProgress(table, -1, null, 0, null);
    }

    private TableProgress read(String table) throws SQLException {
        try (PreparedStatement query = database.prepareStatement(QUERY)) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return nothing(table);
                }
                long block = row.getLong(1);
                if (row.wasNull()) {
                    return nothing(table);
                }
                return new TableProgress(table, block, Hash.of(row.getBytes(7)), row.getLong(2), reorg(row));
            }
        }
    }

    private static TableProgress.@Nullable Reorg reorg(ResultSet row) throws SQLException {
        long fork = row.getLong(3);
        return row.wasNull() ? null : new TableProgress.Reorg(fork, row.getLong(4), row.getLong(5), row.getLong(6));
    }
}
