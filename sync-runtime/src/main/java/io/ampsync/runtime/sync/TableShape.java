package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.postgres.TargetTable;
import org.apache.arrow.vector.types.pojo.Schema;

/** The table that a schema of the source asks for, and how its rows are encoded. */
record TableShape(TableEncoder encoder, TargetTable table) {
    /** @throws io.ampsync.runtime.fault.SyncException PostgreSQL has no such table */
    static TableShape of(Schema schema, TableTask task) {
        TableEncoder encoder = TableEncoder.of(schema, task.encoding());
        return new TableShape(encoder, task.table(encoder.columns()));
    }
}
