package io.ampsync.runtime.adopt;

import io.ampsync.runtime.adopt.SchemaCatalog.HeadStream;
import io.ampsync.runtime.postgres.Answers;
import io.ampsync.runtime.postgres.Row;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.Session;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a {@link SchemaCatalog}; one round trip at the first start where no predecessor ever was, then two. */
final class CatalogReader {
    static final String CHECKPOINTS = "_ampsync_checkpoints";
    private static final String OWNED = "_ampsync_tables";
    private static final String STREAMS = "amp_client_state";
    private static final List<String> BACKUPS = List.of("_ampsync_checkpoints_backup", "_ampsync_checkpoints_new");

    /** Columns of all ordinary tables that have a column of a predecessor's, and of tables with its internal names. */
    private static final String COLUMNS = """
            SELECT c.relname::text, a.attname::text,
                   EXISTS (SELECT FROM pg_index i
                           WHERE i.indrelid = c.oid AND i.indisprimary AND a.attnum = ANY (i.indkey::int2[]))
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?) AND c.relkind = 'r'
              AND (c.relname = ANY (?::text[]) OR EXISTS (
                SELECT FROM pg_attribute mark WHERE mark.attrelid = c.oid AND NOT mark.attisdropped
                  AND mark.attname IN ('_block_num_end', '_tx_id', '_meta_block_ranges', '_amp_batch_id')))
            ORDER BY c.relname, a.attnum""";

    private CatalogReader() {}

    static SchemaCatalog read(TargetDatabase database) {
        TargetSchema schema = database.schema();
        return database.call("Looking for tables of predecessors", session -> read(session, schema));
    }

    private static SchemaCatalog read(Session session, TargetSchema schema) throws SQLException {
        List<String> internal = new ArrayList<>(BACKUPS);
        internal.addAll(List.of(CHECKPOINTS, OWNED, STREAMS));
        Map<String, OldTable> tables =
                tables(session.run(Script.of(COLUMNS, schema.name(), new Script.Texts(internal))));
        CheckpointTable kind = kind(tables.get(CHECKPOINTS));
        Set<String> owned = tables.containsKey(OWNED) ? owned(session, schema) : Set.of();
        List<OldTable> others = tables.values().stream()
                .filter(table -> !internal.contains(table.name()))
                .toList();
        if (owned.containsAll(others.stream().map(OldTable::name).toList())) {
            return new SchemaCatalog(others, owned, kind, List.of(), List.of(), List.of());
        }
        List<OldCheckpoint> checkpoints = switch (kind) {
            case ABSENT, BEFORE_NETWORKS -> List.of();
            case SEED -> checkpoints(session, schema, "");
            case OURS -> checkpoints(session, schema, " WHERE sync_uid IS NULL");
        };
        return new SchemaCatalog(
                others,
                owned,
                kind,
                checkpoints,
                BACKUPS.stream().filter(tables::containsKey).toList(),
                tables.containsKey(STREAMS) ? streams(session, schema) : List.of());
    }

    private static Set<String> owned(Session session, TargetSchema schema) throws SQLException {
        return session.run(Script.of(schema.sql("SELECT table_name FROM {schema}._ampsync_tables"))).rows().stream()
                .map(row -> row.text(0))
                .collect(Collectors.toSet());
    }

    private static Map<String, OldTable> tables(Answers answers) {
        Map<String, List<String>> columns = new LinkedHashMap<>();
        Map<String, List<String>> keys = new LinkedHashMap<>();
        for (Row row : answers.rows()) {
            columns.computeIfAbsent(row.text(0), _ -> new ArrayList<>()).add(row.text(1));
            if (row.flag(2)) {
                keys.computeIfAbsent(row.text(0), _ -> new ArrayList<>()).add(row.text(1));
            }
        }
        Map<String, OldTable> tables = new LinkedHashMap<>();
        columns.forEach((name, of) -> tables.put(name, new OldTable(name, of, keys.getOrDefault(name, List.of()))));
        return tables;
    }

    private static CheckpointTable kind(@Nullable OldTable table) {
        if (table == null) {
            return CheckpointTable.ABSENT;
        }
        if (table.has("seq")) {
            return CheckpointTable.OURS;
        }
        return table.has("network", "watermark_block_num", "watermark_block_hash", "incremental_block_num")
                ? CheckpointTable.SEED
                : CheckpointTable.BEFORE_NETWORKS;
    }

    private static List<OldCheckpoint> checkpoints(Session session, TargetSchema schema, String condition)
            throws SQLException {
        return session.run(Script.of(schema.sql("""
                        SELECT table_name, network, incremental_block_num, watermark_block_num,
                               encode(watermark_block_hash, 'hex')
                        FROM {schema}._ampsync_checkpoints""" + condition + " ORDER BY table_name, network"))).rows().stream()
                .map(row -> new OldCheckpoint(
                        row.text(0),
                        row.text(1),
                        row.absent(2) ? null : (Long) row.number(2),
                        row.absent(3) ? null : (Long) row.number(3),
                        row.textOrNull(4)))
                .toList();
    }

    private static List<HeadStream> streams(Session session, TargetSchema schema) throws SQLException {
        return session.run(Script.of(schema.sql("""
                        SELECT s.stream_id, s.next_transaction_id, coalesce(max(e.transaction_id), -1)
                        FROM {schema}.amp_client_state s
                        LEFT JOIN {schema}.amp_client_buffer_entries e USING (stream_id)
                        GROUP BY s.stream_id, s.next_transaction_id ORDER BY s.stream_id"""))).rows().stream()
                .map(row -> new HeadStream(row.text(0), row.number(1), row.number(2)))
                .toList();
    }
}
