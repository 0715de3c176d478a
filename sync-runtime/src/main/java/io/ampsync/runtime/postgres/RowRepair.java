package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.TargetSchema.quote;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.JournalEntry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;

/**
 * Compares the rows of a journal entry with those of the source, which wait in a temporary table of this session, and
 * makes them equal: through the fence of the sync's present writer, which goes on afterwards. One thread.
 */
public final class RowRepair implements AutoCloseable {
    private static final String STAGE = "pg_temp.ampsync_verify";
    private static final int MOST_NAMED = 100;

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final String table;
    private final List<String> columns;
    private final RowId id;
    private final long adopted;
    private final Session session;

    /**
     * Opens a session of its own.
     *
     * @param layout of the table; rows of a predecessor are left alone
     */
    public RowRepair(TargetDatabase database, String table, List<TargetColumn> columns, StoredRows.Layout layout) {
        this.id = layout.id();
        this.adopted = layout.adopted();
        this.database = database;
        this.schema = database.schema();
        this.table = table;
        this.columns = columns.stream().map(column -> quote(column.name())).toList();
        try {
            this.session = database.freshSession();
        } catch (SQLException e) {
            throw database.failure("Connecting to compare " + table, e);
        }
    }

    /** What is wrong with a row. */
    public enum Kind {
        ALTERED,
        MISSING,
        INVENTED
    }

    /** A row that is not as the source has it. */
    public record Difference(Kind kind, long block, String id) {}

    /**
     * All of an entry's.
     *
     * @param named the first hundred of them
     */
    public record Differences(long altered, long missing, long invented, List<Difference> named) {
        public boolean none() {
            return altered + missing + invented == 0;
        }

        public Differences {
            named = List.copyOf(named);
        }
    }

    /** Writes rows of the source, as tuples of binary COPY, into the stage. */
    public interface Rows {
        void writeTo(RowSource.Segments segments) throws SQLException, InterruptedException;
    }

    /** Empties the stage and fills it. */
    public void stage(Rows rows) throws InterruptedException {
        try {
            session.run(Script.of("SELECT set_config('client_min_messages', 'error', false)")
                    .then("SELECT set_config('statement_timeout', '0', false)")
                    .then("DROP TABLE IF EXISTS " + STAGE)
                    .then("CREATE TEMP TABLE ampsync_verify (LIKE " + schema.qualified(table) + ")"));
            CopyIn copy =
                    session.copy("COPY " + STAGE + " (" + String.join(", ", columns) + ") FROM STDIN (FORMAT binary)");
            boolean ended = false;
            try {
                byte[] header = CopyBuffer.copyHeader();
                copy.writeToCopy(header, 0, header.length);
                rows.writeTo((bytes, offset, length) -> copy.writeToCopy(bytes, offset, length));
                byte[] trailer = CopyBuffer.copyTrailer();
                copy.writeToCopy(trailer, 0, trailer.length);
                copy.endCopy();
                ended = true;
            } finally {
                if (!ended && copy.isActive()) {
                    copy.cancelCopy();
                }
            }
            session.run(Script.of("CREATE INDEX ON " + STAGE + " (\"_id\")").then("ANALYZE " + STAGE));
        } catch (SQLException e) {
            throw database.failure("Staging the source's rows of " + table, e);
        }
    }

    /** By their bytes: -0 is not 0 then, and 1.0 not 1.00. */
    private String same() {
        return "record_image_eq(" + image("t") + ", " + image("s") + ")";
    }

    private String image(String alias) {
        return "ROW(" + columns.stream().map(column -> alias + "." + column).collect(Collectors.joining(", ")) + ")";
    }

    private String within(String alias, JournalEntry entry) {
        String prefix = alias + ".";
        return TableSql.atOrAbove(id, prefix, entry.start()) + " AND " + TableSql.below(id, prefix, entry.end() + 1)
                + (adopted < 0 ? "" : " AND " + prefix + quote(TargetTable.BLOCK_END) + " > " + adopted);
    }

    /** Compares the blocks of the entry, column by column, by their stored bytes. */
    public Differences compare(JournalEntry entry) {
        try {
            List<Row> rows = session.run(Script.of("SELECT kind, coalesce(a, b), block FROM ("
                            + "SELECT CASE WHEN s.\"_id\" IS NULL THEN 'INVENTED' WHEN t.\"_id\" IS NULL THEN 'MISSING' ELSE 'ALTERED' END AS kind,"
                            + " t.\"_id\" AS a, s.\"_id\" AS b, coalesce(t.\"_block_num_end\", s.\"_block_num_end\") AS block"
                            + " FROM (SELECT * FROM " + schema.qualified(table) + " t WHERE "
                            + within("t", entry)
                            + ") t FULL JOIN " + STAGE + " s ON t.\"_id\" = s.\"_id\""
                            + " WHERE s.\"_id\" IS NULL OR t.\"_id\" IS NULL OR NOT " + same()
                            + ") d ORDER BY block, kind"))
                    .rows();
            Map<Kind, Long> counts = new EnumMap<>(Kind.class);
            List<Difference> named = new ArrayList<>();
            for (Row row : rows) {
                Kind kind = Kind.valueOf(row.text(0));
                counts.merge(kind, 1L, Long::sum);
                if (named.size() < MOST_NAMED) {
                    named.add(new Difference(kind, row.number(2), HexFormat.of().formatHex(row.bytes(1))));
                }
            }
            return new Differences(
                    counts.getOrDefault(Kind.ALTERED, 0L),
                    counts.getOrDefault(Kind.MISSING, 0L),
                    counts.getOrDefault(Kind.INVENTED, 0L),
                    named);
        } catch (SQLException e) {
            throw database.failure("Comparing " + table + " with the source", e);
        }
    }

    /**
     * Makes the entry's blocks equal to the stage, in one transaction of the sync's writer.
     *
     * @param entry as it was read; if the journal has it no more, nothing is done
     * @return false if the entry has changed meanwhile
     */
    public boolean apply(String syncUid, JournalEntry entry) {
        try {
            return applied(syncUid, entry);
        } catch (SQLException e) {
            throw database.failure("Repairing " + table, e);
        } finally {
            rollBack();
        }
    }

    private boolean applied(String syncUid, JournalEntry entry) throws SQLException {
        Claim writer = writer(syncUid);
        Fence.enter(session, database, writer, database.limits().forCommit());
        String network = entry.range().network();
        Answers answers = session.run(Script.of(schema.sql(Checkpoint.LOCK), table, network)
                .then(
                        schema.sql("SELECT count(*) FROM {schema}._ampsync_ranges WHERE table_name = ? AND network = ?"
                                + " AND start_block = ? AND end_block = ? AND hash = ? AND row_count = ?"),
                        table,
                        network,
                        entry.start(),
                        entry.end(),
                        entry.range().hash().bytes(),
                        entry.rows()));
        Row checkpoint = answers.row();
        if (checkpoint == null || answers.number() != 1) {
            return false;
        }
        String name = schema.qualified(table);
        String joined = "t.\"_id\" = s.\"_id\"";
        // A row whose block number was altered is elsewhere, unless its id says where it belongs.
        session.run(Script.of("UPDATE " + name + " t SET "
                        + columns.stream()
                                .map(column -> column + " = s." + column)
                                .collect(Collectors.joining(", "))
                        + " FROM " + STAGE + " s WHERE " + (id == RowId.XXH3 ? "" : within("t", entry) + " AND ")
                        + joined + " AND NOT " + same())
                .then("DELETE FROM " + name + " t WHERE " + within("t", entry) + " AND NOT EXISTS (SELECT FROM " + STAGE
                        + " s WHERE " + joined + ")")
                .then("INSERT INTO " + name + " (" + String.join(", ", columns) + ") SELECT "
                        + columns.stream().map(column -> "s." + column).collect(Collectors.joining(", ")) + " FROM "
                        + STAGE + " s WHERE NOT EXISTS (SELECT FROM " + name + " t WHERE " + joined + ")")
                .then(schema.sql("""
                        WITH moved AS (
                          UPDATE {schema}._ampsync_checkpoints SET seq = seq + 1, updated_at = now()
                          WHERE table_name = ? AND network = ?
                          RETURNING table_name, network, seq, watermark_block_num, watermark_block_hash)
                        INSERT INTO {schema}._ampsync_changes
                          (table_name, network, seq, ordinal, start_block, end_block, hash, kind, holder)
                        SELECT table_name, network, seq, ordinal, ?::bigint, watermark_block_num, watermark_block_hash,
                               kind, ?
                        FROM moved, (VALUES (0, 'reorg'), (1, 'append')) AS line(ordinal, kind)"""), table, network, entry.start(), writer.holder())
                .then("COMMIT"));
        return true;
    }

    /** The repair is the writer's: it stands under the same fence, and takes the right to write from nobody. */
    private Claim writer(String syncUid) throws SQLException {
        @Nullable
        Row row = session.run(Script.of(
                        schema.sql(
                                "SELECT instance_uid, epoch, holder FROM {schema}._ampsync_writers WHERE sync_uid = ?"),
                        syncUid))
                .row();
        if (row == null) {
            throw new SyncException(Reason.FENCED, "Nobody has ever claimed " + syncUid + ".");
        }
        return new Claim(syncUid, row.text(0), row.number(1), row.text(2));
    }

    private void rollBack() {
        try {
            session.run(Script.of("ROLLBACK"));
        } catch (SQLException e) {
            session.abort();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
