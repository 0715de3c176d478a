package io.ampsync.simulator.chain;

import java.util.List;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table of a ledger. Its first column is {@code _block_num}, UInt64, not null. */
public record TableDefinition(String name, Schema schema) {
    public static final String BLOCK_NUM = "_block_num";

    /** The same table with only the named columns, in the order given. Unknown names are an IllegalArgumentException. */
    public TableDefinition project(List<String> columns) {
        return new TableDefinition(
                name, new Schema(columns.stream().map(schema::findField).toList()));
    }
}
