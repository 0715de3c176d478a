package io.ampsync.runtime.postgres;

import java.util.LinkedHashMap;
import java.util.Map;

/** Which version each table of a sync is made for. */
public final class StoredVersions {
    private StoredVersions() {}

    /** By table; tables that were never filled from a known version are left out. */
    public static Map<String, Provenance> of(TargetDatabase database, String syncUid) {
        TargetSchema schema = database.schema();
        return database.call("Reading the versions of " + syncUid, session -> {
            Map<String, Provenance> versions = new LinkedHashMap<>();
            session.run(Script.of(schema.sql("""
                            SELECT DISTINCT ON (s.table_name) s.table_name, s.dataset, s.version, s.manifest_hash
                            FROM {schema}._ampsync_schema s JOIN {schema}._ampsync_tables t USING (table_name)
                            WHERE t.sync_uid = ? AND s.dataset IS NOT NULL
                            ORDER BY s.table_name, s.id DESC"""), syncUid)).rows().forEach(row -> {
                Provenance from = new Provenance(row.text(1), row.textOrNull(2), row.textOrNull(3));
                if (from.isExact()) {
                    versions.put(row.text(0), from);
                }
            });
            return versions;
        });
    }
}
