package io.ampsync.runtime.postgres;

/** Rows that were stored before the version that brought the newest columns; in these they are null. */
public final class OlderRows {
    /** As counted when the stream of that version was opened; until then all that there are. No row is looked at. */
    private static final String QUERY = """
            SELECT coalesce(sum(CASE
                     WHEN grown.older_rows IS NOT NULL THEN grown.older_rows
                     WHEN c.version IS DISTINCT FROM grown.version
                       THEN (SELECT sum(row_count) FROM {schema}._ampsync_ranges r WHERE r.table_name = t.table_name)
                   END), 0)::bigint
            FROM {schema}._ampsync_tables t
            JOIN LATERAL (
              SELECT version, older_rows FROM {schema}._ampsync_schema s
              WHERE s.table_name = t.table_name AND s.ddl LIKE 'ALTER TABLE%ADD COLUMN%'
              ORDER BY id DESC LIMIT 1) grown ON true
            LEFT JOIN {schema}._ampsync_checkpoints c ON c.table_name = t.table_name AND c.network = t.network
            WHERE t.sync_uid = ? AND t.beside IS NULL""";

    private OlderRows() {}

    /** Of all tables of a sync. */
    public static long of(TargetDatabase database, String syncUid) {
        TargetSchema schema = database.schema();
        return database.call(
                "Counting the older rows of " + syncUid,
                session -> session.run(Script.of(schema.sql(QUERY), syncUid)).number());
    }
}
