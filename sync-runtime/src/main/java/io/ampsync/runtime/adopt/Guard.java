package io.ampsync.runtime.adopt;

import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.TargetSchema;

/**
 * Keeps a program that was started by mistake from writing: a trigger per statement, which every transaction of ours
 * passes by the setting {@code ampsync.writer} ({@link io.ampsync.runtime.postgres.Limits}). Text only.
 */
final class Guard {
    private static final String FUNCTION = """
            CREATE OR REPLACE FUNCTION {schema}._ampsync_guard() RETURNS trigger LANGUAGE plpgsql AS $guard$
            BEGIN
              IF current_setting('ampsync.writer', true) IS DISTINCT FROM 'on' THEN
                RAISE EXCEPTION 'table %.% is kept by ampsync now, and % must not write it',
                    TG_TABLE_SCHEMA, TG_TABLE_NAME,
                    coalesce(nullif(current_setting('application_name', true), ''), 'another program')
                  USING ERRCODE = 'object_not_in_prerequisite_state',
                    HINT = 'Stop the program that filled it before, or give the table back: ampsync release. '
                      || 'By hand: SET ampsync.writer = ''on''.';
              END IF;
              RETURN NULL;
            END
            $guard$""";

    private Guard() {}

    static void putUp(Script script, TargetSchema schema, String table) {
        script.then(schema.sql(FUNCTION))
                .then("CREATE OR REPLACE TRIGGER _ampsync_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON "
                        + schema.qualified(table)
                        + schema.sql(" FOR EACH STATEMENT EXECUTE FUNCTION {schema}._ampsync_guard()"));
    }

    static void takeDown(Script script, TargetSchema schema, String table) {
        script.then("DROP TRIGGER IF EXISTS _ampsync_guard ON " + schema.qualified(table));
    }

    /** After the last trigger. */
    static void forget(Script script, TargetSchema schema) {
        script.then(schema.sql("DROP FUNCTION IF EXISTS {schema}._ampsync_guard()"));
    }
}
