package io.ampsync.runtime.sync;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.postgres.Provenance;

/**
 * One table to keep in sync.
 *
 * @param name of the table, here and at the source
 * @param selection which rows and columns, as {@link io.ampsync.runtime.config.TableSelection#identity} has it
 * @param sql the query that streams it, without a SETTINGS clause
 * @param headReference what a head probe asks: see {@link io.ampsync.runtime.flight.HeadProbe}
 */
public record TableTask(
        String name,
        String selection,
        String sql,
        String headReference,
        EncodeSettings encoding,
        Provenance provenance) {
    /** All of a table. */
    public TableTask(String name, String sql, String headReference, EncodeSettings encoding, Provenance provenance) {
        this(name, "", sql, headReference, encoding, provenance);
    }

    /** The same with other ids: those that a table has, whatever is asked. */
    public TableTask withRowId(RowId id) {
        return new TableTask(name, selection, sql, headReference, encoding.withId(id), provenance);
    }
}
