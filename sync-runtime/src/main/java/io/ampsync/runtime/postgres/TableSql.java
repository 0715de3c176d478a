package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.TargetSchema.quote;
import static java.util.stream.Collectors.joining;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import java.util.ArrayList;
import java.util.List;

/** The statements that name a user's table. Text only. */
final class TableSql {
    private TableSql() {}

    /** The table and its indexes; PostgreSQL chooses the names of these, so none can clash or be cut. */
    static List<String> create(TargetSchema schema, TargetTable table) {
        String name = schema.qualified(table.name());
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE " + name + " (\n  "
                + table.columns().stream().map(TableSql::definition).collect(joining(",\n  ")) + ")");
        statements.add("CREATE INDEX ON " + name + " USING brin (" + quote(TargetTable.BLOCK_END)
                + ") WITH (autosummarize = on)");
        if (table.has(TargetTable.BLOCK_NUM)) {
            statements.add(index(name, TargetTable.BLOCK_NUM));
        }
        if (table.id() == RowId.XXH3) {
            statements.add(index(name, TargetTable.BLOCK_END));
        }
        return statements;
    }

    /** The index by which blocks are found, if an empty table that somebody else made has none. */
    static List<String> blockIndex(TargetSchema schema, TargetTable table, ExistingTable existing) {
        return table.id() == RowId.XXH3 && existing.empty() && !existing.findsBlocks()
                ? List.of(index(schema.qualified(table.name()), TargetTable.BLOCK_END))
                : List.of();
    }

    private static String index(String table, String column) {
        return "CREATE INDEX ON " + table + " (" + quote(column) + ")";
    }

    private static String definition(TargetColumn column) {
        String key = column.name().equals(TargetTable.ID) ? " PRIMARY KEY" : "";
        return quote(column.name()) + ' ' + column.sqlType() + (column.notNull() ? " NOT NULL" : "") + key;
    }

    /** One statement, so that the table is locked once. */
    static String alter(TargetSchema schema, TargetTable table, SchemaFit.Additive change) {
        List<String> actions = new ArrayList<>();
        for (TargetColumn column : change.added()) {
            actions.add("ADD COLUMN " + definition(column));
        }
        for (String column : change.loosened()) {
            actions.add("ALTER COLUMN " + quote(column) + " DROP NOT NULL");
        }
        return "ALTER TABLE " + schema.qualified(table.name()) + "\n  " + String.join(",\n  ", actions);
    }

    static String copy(TargetSchema schema, TargetTable table) {
        return "COPY " + schema.qualified(table.name()) + " ("
                + table.columns().stream().map(column -> quote(column.name())).collect(joining(", "))
                + ") FROM STDIN (FORMAT binary)";
    }

    /** Takes one parameter, a block number, and deletes its rows and those of all later blocks, by index. */
    static String deleteFrom(TargetSchema schema, TargetTable table) {
        return switch (table.id()) {
            case BLOCK_ORDERED ->
                "DELETE FROM " + schema.qualified(table.name()) + " WHERE " + quote(TargetTable.ID)
                        + " >= int8send(?::bigint)";
            case XXH3 -> deleteByBlock(schema, table);
        };
    }

    /** A condition on rows of this block and later ones, by index. {@code alias} is empty, or ends with a dot. */
    static String atOrAbove(RowId id, String alias, long block) {
        // Nothing that anybody wrote is below the first block, wherever its numbers would put it.
        return block <= 0 ? "true" : bound(id, alias, ">=", block);
    }

    /** A condition on rows of earlier blocks, by index. */
    static String below(RowId id, String alias, long block) {
        return bound(id, alias, "<", block);
    }

    private static String bound(RowId id, String alias, String operator, long block) {
        return switch (id) {
            case BLOCK_ORDERED -> alias + quote(TargetTable.ID) + ' ' + operator + " int8send(" + block + "::bigint)";
            case XXH3 -> alias + quote(TargetTable.BLOCK_END) + ' ' + operator + ' ' + block + "::bigint";
        };
    }

    /** The same whatever the ids of the rows are; it needs a B-tree on {@code _block_num_end}. */
    static String deleteByBlock(TargetSchema schema, TargetTable table) {
        return "DELETE FROM " + schema.qualified(table.name()) + " WHERE " + quote(TargetTable.BLOCK_END)
                + " >= ?::bigint";
    }
}
