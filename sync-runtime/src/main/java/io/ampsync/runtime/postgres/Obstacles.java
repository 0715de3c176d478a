package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.util.List;

/**
 * What users have built on a table and a new one cannot be given: it would go on with the old table, or be lost. All
 * that depends on a table is in the way unless it is known to be carried over, so nothing is forgotten.
 */
final class Obstacles {
    /** Values: the table, its name in our books, that of the one beside, its own again. */
    private static final String QUERY = """
            WITH t AS (
              SELECT c.oid, c.reltype, c.relrowsecurity, c.relreplident,
                     (SELECT e.typarray FROM pg_type e WHERE e.oid = c.reltype) AS arraytype
              FROM pg_class c WHERE c.oid = to_regclass(?)),
            dependent AS (
              SELECT DISTINCT d.classid, d.objid FROM pg_depend d, t
              WHERE d.deptype <> 'p' AND (
                d.refclassid = 'pg_class'::regclass AND d.refobjid = t.oid
                OR d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.reltype, t.arraytype)))
            SELECT pg_describe_object(d.classid, d.objid, 0) FROM dependent d, t
            WHERE d.classid NOT IN ('pg_rewrite'::regclass, 'pg_attrdef'::regclass)
              AND NOT (d.classid = 'pg_class'::regclass AND EXISTS (
                SELECT FROM pg_class c WHERE c.oid = d.objid AND c.relkind IN ('i', 't', 'S', 'v', 'm')))
              AND NOT (d.classid = 'pg_type'::regclass AND d.objid IN (t.reltype, t.arraytype))
              AND NOT (d.classid = 'pg_constraint'::regclass AND EXISTS (
                SELECT FROM pg_constraint c WHERE c.oid = d.objid AND c.conrelid = t.oid AND c.contype IN ('p', 'n')))
              AND NOT (d.classid = 'pg_trigger'::regclass AND EXISTS (
                SELECT FROM pg_trigger g WHERE g.oid = d.objid AND (g.tgisinternal OR g.tgconstraint = 0)))
            UNION
            SELECT CASE WHEN c.relkind = 'v' AND r.rulename = '_RETURN' THEN NULL
                        WHEN c.relkind = 'm' THEN pg_describe_object('pg_class'::regclass, c.oid, 0)
                        ELSE pg_describe_object(d.classid, d.objid, 0) END
            FROM dependent d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class
            WHERE d.classid = 'pg_rewrite'::regclass
            UNION
            SELECT 'column ' || quote_ident(a.attname) || ' of its users: no row of another version has a value for it'
            FROM pg_attribute a, t
            WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ALL (
              SELECT unnest(columns) FROM {schema}._ampsync_schema WHERE table_name = ?)
            UNION SELECT 'row level security' FROM t WHERE relrowsecurity
            UNION SELECT 'replica identity by an index' FROM t WHERE relreplident = 'i'
            UNION SELECT 'inheritance' FROM t JOIN pg_inherits i ON i.inhrelid = t.oid
            UNION
            SELECT 'its network ' || l.network || ', which the new version has not: ' || s.network
            FROM {schema}._ampsync_tables l JOIN {schema}._ampsync_tables s ON s.table_name = ? AND l.network <> s.network
            WHERE l.table_name = ?
            ORDER BY 1""";

    private Obstacles() {}

    /** Each as PostgreSQL describes it; empty if the table beside can take the place of the other. */
    static List<String> of(Session session, TargetSchema schema, String table, String beside) throws SQLException {
        return of(session, schema, table, table, beside);
    }

    /** As {@link #of}, when our books have the two under other names already. */
    static List<String> of(Session session, TargetSchema schema, String table, String book, String bookBeside)
            throws SQLException {
        return session
                .run(Script.of(schema.sql(QUERY), schema.qualified(table), book, bookBeside, book))
                .rows()
                .stream()
                .filter(row -> !row.absent(0))
                .map(row -> row.text(0))
                .toList();
    }
}
