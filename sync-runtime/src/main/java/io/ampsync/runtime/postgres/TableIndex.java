package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An index of a table.
 *
 * @param definition what comes behind the table's name in the statement that creates it, names of others qualified
 */
record TableIndex(String name, boolean unique, String definition) {
    /** As pg_get_indexdef writes it while no name is in the search path. */
    private static final String INDEXES = """
            SELECT i.relname::text, x.indisunique,
                   substr(pg_get_indexdef(i.oid), 1 + length(format('CREATE %sINDEX %I ON %I.%I',
                     CASE WHEN x.indisunique THEN 'UNIQUE ' ELSE '' END, i.relname, n.nspname, t.relname)))
            FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
            JOIN pg_namespace n ON n.oid = t.relnamespace
            WHERE x.indrelid = to_regclass(?) AND x.indisvalid ORDER BY i.oid""";

    /** Valid ones, in the order of their creation; has the transaction spell all names in full from now on. */
    static List<TableIndex> of(Session session, TargetSchema schema, String table) throws SQLException {
        Answers answers = session.run(
                Script.of("SELECT set_config('search_path', '', true)").then(INDEXES, schema.qualified(table)));
        answers.skip();
        List<TableIndex> indexes = new ArrayList<>();
        for (Row row : answers.rows()) {
            indexes.add(new TableIndex(row.text(0), row.flag(1), row.text(2)));
        }
        return indexes;
    }

    /** Takes the one that does the same out of a list. */
    static Optional<TableIndex> take(List<TableIndex> from, TableIndex like) {
        Optional<TableIndex> found = from.stream()
                .filter(index -> index.unique == like.unique && index.definition.equals(like.definition))
                .findFirst();
        found.ifPresent(from::remove);
        return found;
    }

    /** The same on another table, under a name that PostgreSQL chooses. */
    String creation(String table) {
        return "CREATE " + (unique ? "UNIQUE " : "") + "INDEX ON " + table + definition;
    }
}
