package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What users have built on a table, as the statements that give it to the table which takes the place and the name. */
final class Carried {
    /** Values: the name that stays, the table that goes, the one that comes. */
    private static final String PROPERTIES = """
            WITH name AS (SELECT ?::text AS n),
                 old AS (SELECT * FROM pg_class WHERE oid = to_regclass(?)),
                 new AS (SELECT * FROM pg_class WHERE oid = to_regclass(?)),
                 rights AS (SELECT true FROM old, new WHERE old.relacl IS NOT NULL OR new.relacl IS NOT NULL)
            SELECT 1 AS place, 'its owner' AS what, format('ALTER TABLE %s OWNER TO %I', n, pg_get_userbyid(old.relowner))
            FROM name, old, new WHERE old.relowner <> new.relowner
            UNION ALL
            SELECT 2, 'its storage parameters', format('ALTER TABLE %s SET (%s)', n, array_to_string(reloptions, ', '))
            FROM name, old WHERE reloptions IS NOT NULL
            UNION ALL
            SELECT 3, 'its replica identity',
                   format('ALTER TABLE %s REPLICA IDENTITY %s', n, CASE relreplident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)
            FROM name, old WHERE relreplident IN ('f', 'n')
            UNION ALL
            SELECT DISTINCT 4, 'its privileges', format('REVOKE ALL ON %s FROM %s', n,
                   CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
            FROM rights, name, new, aclexplode(coalesce(new.relacl, acldefault('r', new.relowner))) a
            UNION ALL
            SELECT 5, 'its privileges', format('GRANT %s ON %s TO %s%s', a.privilege_type, n,
                   CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                   CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM rights, name, old, aclexplode(coalesce(old.relacl, acldefault('r', old.relowner))) a
            UNION ALL
            SELECT 6, 'privileges on its column ' || c.attname, format('GRANT %s (%I) ON %s TO %s%s', a.privilege_type,
                   c.attname, n, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
                   CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
            FROM name, old JOIN pg_attribute c ON c.attrelid = old.oid, new, aclexplode(c.attacl) a
            WHERE EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = new.oid AND d.attname = c.attname)
            UNION ALL
            SELECT 7, 'its comment', format('COMMENT ON TABLE %s IS %L', n, obj_description(old.oid, 'pg_class'))
            FROM name, old WHERE obj_description(old.oid, 'pg_class') IS NOT NULL
            UNION ALL
            SELECT 8, 'the comment on its column ' || c.attname,
                   format('COMMENT ON COLUMN %s.%I IS %L', n, c.attname, col_description(old.oid, c.attnum))
            FROM name, old JOIN pg_attribute c ON c.attrelid = old.oid AND c.attnum > 0, new
            WHERE col_description(old.oid, c.attnum) IS NOT NULL
              AND EXISTS (SELECT FROM pg_attribute d WHERE d.attrelid = new.oid AND d.attname = c.attname)
            UNION ALL
            SELECT 9, 'trigger ' || g.tgname, pg_get_triggerdef(g.oid)
            FROM old JOIN pg_trigger g ON g.tgrelid = old.oid WHERE NOT g.tgisinternal AND g.tgconstraint = 0
            UNION ALL
            SELECT 10, 'trigger ' || g.tgname, format('ALTER TABLE %s %s TRIGGER %I', n,
                   CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, g.tgname)
            FROM name, old JOIN pg_trigger g ON g.tgrelid = old.oid
            WHERE NOT g.tgisinternal AND g.tgconstraint = 0 AND g.tgenabled <> 'O'
            ORDER BY 1, 2, 3""";

    private static final String VIEWS = """
            SELECT DISTINCT c.oid, format('%I.%I', n.nspname, c.relname),
                   format('ALTER VIEW %I.%I OWNER TO %I', n.nspname, c.relname, pg_get_userbyid(c.relowner)),
                   coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', ''), pg_get_viewdef(c.oid)
            FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid JOIN pg_class c ON c.oid = r.ev_class
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid = to_regclass(?) AND c.relkind = 'v' AND r.rulename = '_RETURN' ORDER BY 1""";

    private static final String ALL_NAMES_IN_FULL = "SELECT set_config('search_path', '', true)";

    private Carried() {}

    /**
     * A statement.
     *
     * @param what it carries over, for people
     */
    record Step(String what, String statement) {}

    /**
     * A view that reads the table: it knows it by more than its name.
     *
     * @param lock locks it and nothing else, and changes nothing
     * @param redefinition keeps what was granted on it, and what was built on it
     */
    record View(String name, String lock, String redefinition) {}

    static List<View> views(Session session, TargetSchema schema, String table) throws SQLException {
        Answers answers = session.run(Script.of(ALL_NAMES_IN_FULL).then(VIEWS, schema.qualified(table)));
        answers.skip();
        return answers.rows().stream()
                .map(row -> new View(
                        row.text(1),
                        row.text(2),
                        "CREATE OR REPLACE VIEW " + row.text(1) + row.text(3) + " AS " + row.text(4)))
                .toList();
    }

    /** In the order in which they are to be run once the table that comes has the name. */
    static List<Step> properties(Session session, TargetSchema schema, String table, String comes) throws SQLException {
        Answers answers = session.run(Script.of(ALL_NAMES_IN_FULL)
                .then(PROPERTIES, schema.qualified(table), schema.qualified(table), schema.qualified(comes)));
        answers.skip();
        List<Step> steps = new ArrayList<>();
        for (Row row : answers.rows()) {
            steps.add(new Step(row.text(1), row.text(2)));
        }
        return steps;
    }

    /**
     * Gives the indexes of the table that comes the names of those that go with the other.
     *
     * @param nth of the name that the other is kept under
     */
    static List<Step> indexNames(Session session, TargetSchema schema, String table, String comes, int nth)
            throws SQLException {
        List<TableIndex> coming = TableIndex.of(session, schema, comes);
        List<Step> steps = new ArrayList<>();
        for (TableIndex going : TableIndex.of(session, schema, table)) {
            String what = "index " + going.name();
            steps.add(rename(what, schema, going.name(), SideNames.kept(going.name(), nth)));
            TableIndex.take(coming, going)
                    .ifPresent(index -> steps.add(rename(what, schema, index.name(), going.name())));
        }
        return steps;
    }

    private static Step rename(String what, TargetSchema schema, String from, String to) {
        return new Step(what, "ALTER INDEX " + schema.qualified(from) + " RENAME TO " + TargetSchema.quote(to));
    }
}
