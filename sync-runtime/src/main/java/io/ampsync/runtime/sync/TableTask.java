package io.ampsync.runtime.sync;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.SideNames;
import io.ampsync.runtime.postgres.TargetTable;
import java.util.List;

/**
 * One table to keep in sync.
 *
 * @param name of the table here
 * @param source its name at the source; another one only for a table that is filled beside the one of this name
 * @param selection which rows and columns, as {@link io.ampsync.runtime.config.TableSelection#identity} has it
 * @param sql the query that streams it, without a SETTINGS clause
 * @param headReference what a head probe asks: see {@link io.ampsync.runtime.flight.HeadProbe}
 */
public record TableTask(
        String name,
        String source,
        String selection,
        String sql,
        String headReference,
        EncodeSettings encoding,
        Provenance provenance) {
    /** All of a table, under the name that it has at the source. */
    public TableTask(String name, String sql, String headReference, EncodeSettings encoding, Provenance provenance) {
        this(name, name, "", sql, headReference, encoding, provenance);
    }

    /** True if it fills a table beside the one that readers know by the source's name. */
    public boolean isBeside() {
        return !name.equals(source);
    }

    /** The same rows, into a table beside. */
    public TableTask beside() {
        return new TableTask(SideNames.filling(source), source, selection, sql, headReference, encoding, provenance);
    }

    /** The same rows, into the table that readers know. */
    public TableTask inPlace() {
        return new TableTask(source, source, selection, sql, headReference, encoding, provenance);
    }

    /** The table that takes the rows. */
    public TargetTable table(List<TargetColumn> columns) {
        return new TargetTable(name, encoding.id(), columns, selection, isBeside() ? source : null);
    }

    /** The same with other ids: those that a table has, whatever is asked. */
    public TableTask withRowId(RowId id) {
        return new TableTask(name, source, selection, sql, headReference, encoding.withId(id), provenance);
    }
}
