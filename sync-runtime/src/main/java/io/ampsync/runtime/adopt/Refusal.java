package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.TargetSchema;

/** Why a table stays with its predecessor, and the command that fills it anew beside. */
final class Refusal {
    private static final String BESIDE = "ampsync";

    private Refusal() {}

    /** @param why a clause without a subject, as in "has no watermark" */
    static SyncException of(TargetSchema schema, String table, String why) {
        return new SyncException(
                Reason.NOT_ADOPTED,
                "Table " + schema.qualified(table) + " " + why + ". To fill it anew beside: " + command(schema) + ".");
    }

    /** With everything else in the environment as it is. */
    static String command(TargetSchema schema) {
        String beside = schema.name().equals(BESIDE) ? BESIDE + "_2" : BESIDE;
        return "AMPSYNC_SCHEMA=" + beside + " ampsync sync";
    }
}
