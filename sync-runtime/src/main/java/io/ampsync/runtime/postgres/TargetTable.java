package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.Identifiers;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A synced table as it should be.
 *
 * @param name unquoted, in the target schema
 * @param columns all of them in COPY order, {@code _id}, {@code _block_num_start} and {@code _block_num_end} included
 * @param selection which rows and columns of the source it holds, one line; empty for all
 * @param beside the table that it is filled beside, to take its place; null if it is one that readers know
 */
public record TargetTable(
        String name,
        RowId id,
        List<TargetColumn> columns,
        String selection,
        @Nullable String beside) {
    static final String ID = "_id";
    static final String BLOCK_START = "_block_num_start";
    static final String BLOCK_END = "_block_num_end";
    static final String BLOCK_NUM = "block_num";

    public TargetTable {
        Identifiers.checkedTable(beside == null ? name : beside);
        columns = List.copyOf(columns);
        for (String system : List.of(ID, BLOCK_START, BLOCK_END)) {
            if (columns.stream().noneMatch(column -> column.name().equals(system))) {
                throw new IllegalArgumentException("table " + name + " lacks the column " + system);
            }
        }
        if (columns.stream().map(TargetColumn::name).distinct().count() < columns.size()) {
            throw new IllegalArgumentException("table " + name + " has two columns of one name");
        }
    }

    /** With all rows and columns of the source. */
    public TargetTable(String name, RowId id, List<TargetColumn> columns) {
        this(name, id, columns, "", null);
    }

    boolean has(String column) {
        return columns.stream().anyMatch(c -> c.name().equals(column));
    }
}
