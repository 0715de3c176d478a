package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.TargetSchema.quote;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyOut;

/** Reads a synced table together with its journal, piece by piece, each piece in a snapshot of its own. Blocks nobody. */
public final class StoredRows {
    private static final int HEADER = 19;

    private static final String COLUMNS = """
            SELECT attname::text, format_type(atttypid, atttypmod) ~ 'json' FROM pg_attribute
            WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    private static final String LAYOUTS = """
            SELECT array_to_string(columns, E'\\x01') FROM {schema}._ampsync_schema WHERE table_name = ?
            GROUP BY columns ORDER BY max(id) DESC""";

    /** Neither column was always there. */
    private static final String FILLING = """
            SELECT coalesce((to_jsonb(t) ->> 'adopted_through')::bigint, -1), coalesce(to_jsonb(t) ->> 'row_id', ?)
            FROM {schema}._ampsync_tables t WHERE table_name = ?""";

    private static final String ENTRIES = """
            SELECT start_block, end_block, hash, prev_hash, row_count, content_digest,
                   end_block = max(end_block) OVER () FROM (
              SELECT *, sum(row_count) OVER (ORDER BY start_block) - row_count AS before FROM {schema}._ampsync_ranges
              WHERE table_name = ? AND network = ? AND end_block >= ?) r
            WHERE before < ? ORDER BY start_block LIMIT 10000""";

    private static final String CHECKPOINT = """
            SELECT watermark_block_num, watermark_block_hash, open_start IS NOT NULL,
                   (SELECT max(end_block) FROM {schema}._ampsync_ranges r
                    WHERE r.table_name = c.table_name AND r.network = c.network)
            FROM {schema}._ampsync_checkpoints c WHERE table_name = ? AND network = ?""";

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final String table;

    public StoredRows(TargetDatabase database, String table) {
        this.database = database;
        this.schema = database.schema();
        this.table = table;
    }

    /**
     * What the rows are made of.
     *
     * @param columns user columns of ours, by name
     * @param layouts the orders in which rows were written, as places in {@code columns}, the newest first
     * @param opaque columns whose stored form is not the one that was sent
     * @param adopted rows up to this block are a predecessor's, whose bytes nobody knows; -1 if there are none
     * @param id what their {@code _id} is made of
     */
    public record Layout(
            List<String> columns, List<List<Integer>> layouts, List<String> opaque, long adopted, RowId id) {}

    /** Reads what the table's rows are made of. */
    public Layout layout() {
        return database.call("Reading the columns of " + table, session -> {
            Answers answers = session.run(Script.of(COLUMNS, schema.qualified(table))
                    .then(schema.sql(LAYOUTS), table)
                    .then(schema.sql(FILLING), RowId.BLOCK_ORDERED.label(), table));
            List<Row> existing = answers.rows();
            Set<String> there = existing.stream().map(row -> row.text(0)).collect(Collectors.toSet());
            Set<String> columns = new LinkedHashSet<>();
            List<List<String>> orders = new ArrayList<>();
            for (Row row : answers.rows()) {
                List<String> order = new ArrayList<>(List.of(row.text(0).split("\u0001", -1)));
                order.removeAll(List.of(TargetTable.ID, TargetTable.BLOCK_START, TargetTable.BLOCK_END));
                order.retainAll(there);
                columns.addAll(order);
                orders.add(order);
            }
            List<String> all = List.copyOf(columns);
            Row filling = answers.rows().getFirst();
            return new Layout(
                    all,
                    orders.stream()
                            .distinct()
                            .map(order -> order.stream().map(all::indexOf).toList())
                            .toList(),
                    existing.stream()
                            .filter(row -> row.flag(1) && columns.contains(row.text(0)))
                            .map(row -> row.text(0))
                            .toList(),
                    filling.number(0),
                    RowId.of(filling.text(1)));
        });
    }

    /**
     * Journal entries that follow each other, and what the table held at that moment.
     *
     * @param from first block of the piece; rows up to the last entry's end belong to it, of the last piece all above it
     * @param below the boundary before the first entry, null if that is the journal's first
     * @param last true if the journal ends here
     * @param watermark the checkpoint
     */
    public record Piece(
            long from,
            List<JournalEntry> entries,
            @Nullable Cursor below,
            boolean last,
            @Nullable Cursor watermark) {
        public Piece {
            entries = List.copyOf(entries);
        }
    }

    /** Takes a piece: first what it is, then its rows in no particular order. */
    public interface Reader {
        void piece(Piece piece);

        /** Bytes of binary COPY, whole tuples only; perhaps with the trailer. */
        void tuples(byte[] bytes, int offset);
    }

    /**
     * Reads the next piece.
     *
     * @param network of the table
     * @param from entries that end below it are left out
     * @param rows to read at most, but one entry at least
     * @return false if there is no entry
     */
    public boolean read(String network, long from, long rows, Layout layout, Reader reader) {
        return database.call("Reading " + table, session -> read(session, network, from, rows, layout, reader));
    }

    private Boolean read(Session session, String network, long from, long rows, Layout layout, Reader reader)
            throws SQLException {
        Answers answers = session.run(Script.of("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .then("SELECT set_config('enable_seqscan', 'off', true), set_config('statement_timeout', '0', true)")
                .then(schema.sql(CHECKPOINT), table, network)
                .then(schema.sql(ENTRIES), table, network, from, rows));
        answers.skip();
        Row checkpoint = answers.row();
        List<JournalEntry> entries =
                answers.rows().stream().map(row -> entry(network, row)).toList();
        if (checkpoint == null || entries.isEmpty()) {
            return false;
        }
        boolean last = entries.getLast().end() == checkpoint.number(3);
        long first = Math.min(from, entries.getFirst().start());
        Row before = session.run(Script.of(
                        schema.sql("SELECT end_block, hash FROM {schema}._ampsync_ranges WHERE table_name = ?"
                                + " AND network = ? AND start_block < ? ORDER BY start_block DESC LIMIT 1"),
                        table,
                        network,
                        entries.getFirst().start()))
                .row();
        Cursor below = before == null ? null : before.cursorOrNull(0);
        reader.piece(new Piece(first, entries, below, last, checkpoint.cursorOrNull(0)));
        boolean open = checkpoint.flag(2);
        CopyOut copy = session.copyOut("COPY (SELECT " + columns(layout) + " FROM " + schema.qualified(table)
                + " WHERE " + TableSql.atOrAbove(layout.id(), "", first)
                + (last && !open
                        ? ""
                        : " AND "
                                + TableSql.below(
                                        layout.id(), "", entries.getLast().end() + 1))
                + (layout.adopted() < 0 ? "" : " AND " + quote(TargetTable.BLOCK_END) + " > " + layout.adopted())
                + ") TO STDOUT (FORMAT binary)");
        boolean header = true;
        for (byte[] bytes = copy.readFromCopy(); bytes != null; bytes = copy.readFromCopy()) {
            if (bytes.length > (header ? HEADER : 0)) {
                reader.tuples(bytes, header ? HEADER : 0);
            }
            header = false;
        }
        session.run(Script.of("COMMIT"));
        return true;
    }

    private static String columns(Layout layout) {
        List<String> all = new ArrayList<>(List.of(TargetTable.ID, TargetTable.BLOCK_START, TargetTable.BLOCK_END));
        all.addAll(layout.columns());
        return all.stream().map(TargetSchema::quote).collect(Collectors.joining(", "));
    }

    private static JournalEntry entry(String network, Row row) {
        return new JournalEntry(
                new BlockRange(network, row.number(0), row.number(1), BlockHash.of(row.bytes(2)), row.hashOrNull(3)),
                row.number(4),
                RowDigest.of(row.bytes(5)));
    }

    /** The network of the table, and how many rows its journal counts; empty before the first range. */
    public Optional<Extent> extent() {
        return database.call("Reading the journal of " + table, session -> {
            Row row = session.run(Script.of(schema.sql("""
                            SELECT t.network, count(*), sum(r.row_count)::bigint, min(r.start_block), max(r.end_block)
                            FROM {schema}._ampsync_tables t JOIN {schema}._ampsync_ranges r USING (table_name, network)
                            WHERE t.table_name = ? GROUP BY 1"""), table)).row();
            return row == null
                    ? Optional.<Extent>empty()
                    : Optional.of(new Extent(
                            Objects.requireNonNull(row.textOrNull(0)),
                            row.number(1),
                            row.number(2),
                            row.number(3),
                            row.number(4)));
        });
    }

    /** What the journal says that there is. */
    public record Extent(String network, long entries, long rows, long firstBlock, long lastBlock) {}
}
