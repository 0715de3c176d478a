package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog says about a relation.
 *
 * @param ordinary a table that survives a crash: neither view, nor partition root, nor unlogged
 * @param keyed its primary key is {@code _id} alone
 * @param findsBlocks a B-tree begins with {@code _block_num_end}
 * @param empty it has no row
 */
record ExistingTable(
        boolean ordinary, boolean keyed, boolean findsBlocks, boolean empty, List<SchemaFit.Existing> columns) {
    private static final String RELATION = """
            SELECT c.relkind = 'r' AND c.relpersistence = 'p',
                   EXISTS (SELECT FROM pg_index i JOIN pg_attribute a
                             ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                           WHERE i.indrelid = c.oid AND i.indisprimary AND i.indnkeyatts = 1 AND a.attname = '_id'),
                   EXISTS (SELECT FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                           WHERE i.indrelid = c.oid AND m.amname = 'btree' AND i.indisvalid AND i.indpred IS NULL
                             AND a.attname = '_block_num_end')
            FROM pg_class c WHERE c.oid = to_regclass(?)""";

    private static final String COLUMNS = """
            SELECT attname::text, format_type(atttypid, atttypmod), attnotnull,
                   atthasdef OR attidentity <> ''
            FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum""";

    /** Null if there is no relation of that name in the schema. */
    static @Nullable ExistingTable read(Session session, TargetSchema schema, String table) throws SQLException {
        String name = schema.qualified(table);
        Answers answers = session.run(Script.of(RELATION, name).then(COLUMNS, name));
        Row relation = answers.row();
        if (relation == null) {
            return null;
        }
        List<SchemaFit.Existing> columns = answers.rows().stream()
                .map(column -> new SchemaFit.Existing(column.text(0), column.text(1), column.flag(2), column.flag(3)))
                .toList();
        boolean ordinary = relation.flag(0);
        boolean empty = ordinary
                && session.run(Script.of("SELECT 1 FROM " + name + " LIMIT 1"))
                        .rows()
                        .isEmpty();
        return new ExistingTable(ordinary, relation.flag(1), relation.flag(2), empty, columns);
    }
}
