package io.ampsync.runtime.postgres;

import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own tables, in the target schema beside the user's. Creating them is idempotent, and any number of processes may
 * start at once.
 */
public final class InternalTables {
    private static final Logger LOG = LoggerFactory.getLogger(InternalTables.class);

    /** Goes up when a view changes; it is part of the comment by which we know a view as ours. */
    private static final String VIEW_COMMENT = "ampsync view 2";

    private record Part(String table, String column, String statement) {}

    /** Each is applied if its table lacks its column; a column that comes later is a part of its own. */
    private static final List<Part> PARTS = List.of(
            new Part("_ampsync_checkpoints", "updated_at", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_checkpoints (
              table_name text NOT NULL,
              network text NOT NULL,
              incremental_block_num bigint,
              incremental_updated_at timestamptz,
              watermark_block_num bigint,
              watermark_block_hash bytea,
              watermark_updated_at timestamptz,
              updated_at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (table_name, network))"""),
            // A table of these eight columns may be there already, from a predecessor.
            new Part("_ampsync_checkpoints", "open_digest", """
            ALTER TABLE {schema}._ampsync_checkpoints
              ADD COLUMN IF NOT EXISTS dataset text,
              ADD COLUMN IF NOT EXISTS version text,
              ADD COLUMN IF NOT EXISTS manifest_hash text,
              ADD COLUMN IF NOT EXISTS sync_uid text,
              ADD COLUMN IF NOT EXISTS seq bigint NOT NULL DEFAULT 0,
              ADD COLUMN IF NOT EXISTS open_start bigint,
              ADD COLUMN IF NOT EXISTS open_end bigint,
              ADD COLUMN IF NOT EXISTS open_hash bytea,
              ADD COLUMN IF NOT EXISTS open_prev_hash bytea,
              ADD COLUMN IF NOT EXISTS open_rows bigint,
              ADD COLUMN IF NOT EXISTS open_digest bytea"""),
            new Part("_ampsync_ranges", "committed_at", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_ranges (
              table_name text NOT NULL,
              network text NOT NULL,
              start_block bigint NOT NULL,
              end_block bigint NOT NULL,
              hash bytea NOT NULL,
              prev_hash bytea,
              row_count bigint NOT NULL,
              content_digest bytea NOT NULL,
              committed_at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (table_name, network, start_block),
              CHECK (start_block <= end_block))"""),
            new Part("_ampsync_reorgs", "occurred_at", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_reorgs (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              table_name text NOT NULL,
              network text NOT NULL,
              fork_block bigint NOT NULL,
              old_end bigint NOT NULL,
              old_hash bytea NOT NULL,
              new_hash bytea,
              depth bigint NOT NULL,
              rows_removed bigint NOT NULL,
              rows_added bigint NOT NULL,
              kind text NOT NULL,
              occurred_at timestamptz NOT NULL DEFAULT now())"""),
            new Part("_ampsync_changes", "committed_at", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_changes (
              table_name text NOT NULL,
              network text NOT NULL,
              seq bigint NOT NULL,
              ordinal int NOT NULL,
              start_block bigint,
              end_block bigint,
              hash bytea,
              kind text NOT NULL,
              holder text NOT NULL,
              committed_at timestamptz NOT NULL DEFAULT now(),
              PRIMARY KEY (table_name, network, seq, ordinal))"""),
            new Part("_ampsync_writers", "released_at", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_writers (
              sync_uid text PRIMARY KEY,
              instance_uid text NOT NULL,
              epoch bigint NOT NULL,
              holder text NOT NULL,
              backend_pids int[],
              claimed_at timestamptz NOT NULL,
              seen_at timestamptz NOT NULL,
              released_at timestamptz)"""),
            new Part("_ampsync_tables", "network", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_tables (
              table_name text PRIMARY KEY,
              sync_uid text NOT NULL,
              network text)"""),
            new Part("_ampsync_tables", "selection", """
            ALTER TABLE {schema}._ampsync_tables ADD COLUMN IF NOT EXISTS selection text NOT NULL DEFAULT ''"""),
            // Null for a table that we made ourselves; through is the last block whose rows are not ours.
            new Part("_ampsync_tables", "adopted_through", """
            ALTER TABLE {schema}._ampsync_tables
              ADD COLUMN IF NOT EXISTS adopted_from text,
              ADD COLUMN IF NOT EXISTS adopted_at timestamptz,
              ADD COLUMN IF NOT EXISTS adopted_through bigint"""),
            // Before it could be chosen, all ids were of the default kind.
            new Part("_ampsync_tables", "row_id", """
            ALTER TABLE {schema}._ampsync_tables
              ADD COLUMN IF NOT EXISTS row_id text NOT NULL DEFAULT 'block-ordered'"""),
            // Set for a table that is filled beside another one; with a time, for one whose place was taken.
            new Part("_ampsync_tables", "superseded_at", """
            ALTER TABLE {schema}._ampsync_tables
              ADD COLUMN IF NOT EXISTS beside text,
              ADD COLUMN IF NOT EXISTS superseded_at timestamptz"""),
            new Part("_ampsync_schema", "columns", """
            CREATE TABLE IF NOT EXISTS {schema}._ampsync_schema (
              id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
              table_name text NOT NULL,
              sync_uid text NOT NULL,
              dataset text,
              version text,
              manifest_hash text,
              ddl text NOT NULL,
              columns text[] NOT NULL,
              applied_at timestamptz NOT NULL DEFAULT now())"""),
            // Of a version that brought columns: how many rows were there before its own.
            new Part("_ampsync_schema", "older_rows", """
            ALTER TABLE {schema}._ampsync_schema ADD COLUMN IF NOT EXISTS older_rows bigint"""));

    private static final String CHECKPOINTS_VIEW = """
            SELECT c.sync_uid AS connection_name,
                   c.table_name,
                   0 AS worker_id,
                   jsonb_build_object(
                     'ranges', jsonb_build_array(jsonb_build_object(
                       'network', c.network,
                       'start', r.start_block,
                       'end', c.watermark_block_num,
                       'hash', '0x' || encode(c.watermark_block_hash, 'hex'))),
                     'is_reorg', EXISTS (
                       SELECT FROM {schema}._ampsync_changes h
                       WHERE h.table_name = c.table_name AND h.network = c.network AND h.seq = c.seq
                         AND h.kind = 'reorg'),
                     'timestamp', c.updated_at,
                     'worker_id', 0) AS checkpoint_data,
                   c.updated_at AS "timestamp",
                   jsonb_build_object('dataset', c.dataset, 'version', c.version, 'seq', c.seq) AS metadata
            FROM {schema}._ampsync_checkpoints c
            LEFT JOIN LATERAL (
              SELECT start_block FROM {schema}._ampsync_ranges r
              WHERE r.table_name = c.table_name AND r.network = c.network
              ORDER BY start_block DESC LIMIT 1) r ON true
            WHERE c.watermark_block_num IS NOT NULL AND NOT EXISTS (
              SELECT FROM {schema}._ampsync_tables t WHERE t.table_name = c.table_name AND t.beside IS NOT NULL)""";

    private static final String RANGES_VIEW = """
            SELECT t.sync_uid AS connection_name,
                   r.table_name,
                   r.network,
                   r.start_block,
                   r.end_block,
                   r.committed_at AS processed_at,
                   encode(r.content_digest, 'hex') AS batch_hash
            FROM {schema}._ampsync_ranges r
            JOIN {schema}._ampsync_tables t USING (table_name)
            WHERE t.beside IS NULL""";

    private record View(String name, String query) {}

    private static final List<View> VIEWS =
            List.of(new View("amp_checkpoints", CHECKPOINTS_VIEW), new View("amp_processed_ranges", RANGES_VIEW));

    /** Looks first: even an ALTER that finds nothing to do waits for every commit, and makes the next ones wait. */
    private static final String ABSENT_PARTS = """
            SELECT ordinal FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS part(relation, attribute, ordinal)
            WHERE NOT EXISTS (
              SELECT FROM pg_attribute WHERE attrelid = to_regclass(relation) AND attname = attribute)
            ORDER BY ordinal""";

    private static final String FOUND_VIEWS = """
            SELECT to_regclass(relation)::oid, obj_description(to_regclass(relation), 'pg_class')
            FROM unnest(?::text[]) WITH ORDINALITY AS view(relation, ordinal) ORDER BY ordinal""";

    private InternalTables() {}

    /**
     * Creates what is missing, the schema included, and leaves the rest alone, in two round trips.
     *
     * @throws SyncException the database is unreachable or refuses
     */
    public static void create(TargetDatabase database) {
        TargetSchema schema = database.schema();
        try (Session session = database.session()) {
            Answers found = session.run(look(
                    Script.of("BEGIN")
                            .then(database.limits().forTakeover())
                            .then("SELECT pg_advisory_xact_lock(?) IS NULL", schema.setupLock()),
                    schema));
            found.skip();
            found.skip();
            session.run(missing(schema, found).then("COMMIT"));
        } catch (SQLException e) {
            throw database.failure("Creating the internal tables in schema \"" + schema.name() + "\"", e);
        }
    }

    /** What {@link #create} would run, in a transaction that may not change anything; empty if nothing is missing. */
    static String preview(Session session, TargetSchema schema) throws SQLException {
        return missing(schema, session.run(look(new Script(), schema))).text();
    }

    private static Script look(Script behind, TargetSchema schema) {
        return behind.then("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = ?)", schema.name())
                .then(ABSENT_PARTS, names(PARTS, part -> schema.qualified(part.table())), names(PARTS, Part::column))
                .then(FOUND_VIEWS, names(VIEWS, view -> schema.qualified(view.name())));
    }

    private static <T> Script.Texts names(List<T> of, Function<T, String> name) {
        return new Script.Texts(of.stream().map(name).toList());
    }

    private static Script missing(TargetSchema schema, Answers found) {
        Script script = new Script();
        Row schemaFound = found.row();
        if (schemaFound == null || !schemaFound.flag(0)) {
            script.then(schema.sql("CREATE SCHEMA {schema}"));
        }
        for (Row absent : found.rows()) {
            script.then(schema.sql(PARTS.get((int) absent.number(0) - 1).statement()));
        }
        List<Row> views = found.rows();
        for (int i = 0; i < VIEWS.size(); i++) {
            createView(script, schema, VIEWS.get(i), views.get(i));
        }
        return script;
    }

    /** A relation of that name that is not our view, from amp-python for example, stays what it is. */
    private static void createView(Script script, TargetSchema schema, View view, Row existing) {
        String qualified = schema.qualified(view.name());
        String comment = existing.textOrNull(1);
        if (VIEW_COMMENT.equals(comment)) {
            return;
        }
        if (!existing.absent(0) && !(comment != null && comment.startsWith("ampsync view"))) {
            LOG.info("{} exists and is not ours; the view of that name is left out", qualified);
            return;
        }
        // In place: users have granted it, and built on it.
        script.then("CREATE OR REPLACE VIEW " + qualified + " AS " + schema.sql(view.query()))
                .then("COMMENT ON VIEW " + qualified + " IS '" + VIEW_COMMENT + "'");
    }
}
