package io.ampsync.runtime.postgres;

import static io.ampsync.api.Reason.*;
import static io.ampsync.runtime.postgres.SqlStates.Handling.*;
import static java.util.Map.entry;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What PostgreSQL's error codes mean for a sync, in one table: a code of five characters, or else its class of two.
 * Messages carry the server's primary sentence and the code, never the detail, which can quote rows.
 */
public final class SqlStates {
    /** What a caller does about a failure. */
    public enum Handling {
        /** Again, with the ordinary backoff. */
        RETRY,
        /** Again, slowly: something outside has to change, and may without anyone looking here. */
        PAUSE,
        /** A person is needed. */
        STOP
    }

    /** One line of the table. */
    record Meaning(Reason reason, Handling handling) {}

    static final String DIVISION_BY_ZERO = "22012";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String UNIQUE_VIOLATION = "23505";

    private static final Map<String, Meaning> TABLE = Map.ofEntries(
            // The connection, or the server behind it, went away or is not there yet.
            entry("08", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("57P01", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("57P02", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("57P03", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("57P05", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("25P03", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("25P04", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("58", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            entry("XX000", new Meaning(DATABASE_UNREACHABLE, RETRY)),
            // Somebody else is in the way for a while.
            entry("40001", new Meaning(DATABASE_BUSY, RETRY)),
            entry("40P01", new Meaning(DATABASE_BUSY, RETRY)),
            entry("40", new Meaning(DATABASE_BUSY, RETRY)),
            entry("53", new Meaning(DATABASE_BUSY, RETRY)),
            entry("55P03", new Meaning(DATABASE_BUSY, RETRY)),
            entry("55006", new Meaning(DATABASE_BUSY, RETRY)),
            entry("57014", new Meaning(DATABASE_BUSY, RETRY)),
            // Something outside has to change.
            entry("53100", new Meaning(DATABASE_FULL, PAUSE)),
            entry("25006", new Meaning(DATABASE_READ_ONLY, PAUSE)),
            entry("28", new Meaning(DATABASE_UNAUTHENTICATED, PAUSE)),
            // A person has to decide.
            entry("22", new Meaning(VALUE_REFUSED, STOP)),
            entry("23", new Meaning(VALUE_REFUSED, STOP)),
            entry("23505", new Meaning(DATABASE_REFUSED, STOP)),
            entry("54", new Meaning(VALUE_REFUSED, STOP)),
            entry("22P04", new Meaning(DEFECT, STOP)),
            entry("3D", new Meaning(DATABASE_REFUSED, STOP)),
            entry("3F", new Meaning(DATABASE_REFUSED, STOP)),
            entry("42", new Meaning(DATABASE_REFUSED, STOP)),
            entry("55", new Meaning(DATABASE_REFUSED, STOP)),
            entry("0A", new Meaning(DATABASE_REFUSED, STOP)),
            entry("2B", new Meaning(DATABASE_REFUSED, STOP)),
            entry("P0", new Meaning(DATABASE_REFUSED, STOP)),
            entry("44", new Meaning(DATABASE_REFUSED, STOP)),
            entry("XX001", new Meaning(DATABASE_REFUSED, STOP)),
            entry("XX002", new Meaning(DATABASE_REFUSED, STOP)));

    private static final Set<String> CONNECTION_ENDED = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

    private SqlStates() {}

    static Meaning meaning(String state) {
        Meaning exact = TABLE.get(state);
        if (exact != null) {
            return exact;
        }
        Meaning general = state.length() == 5 ? TABLE.get(state.substring(0, 2)) : null;
        return general != null ? general : new Meaning(DEFECT, RETRY);
    }

    /** How to go on after a failure of this package. */
    public static Handling handling(Reason reason) {
        return switch (reason) {
            case DATABASE_FULL, DATABASE_READ_ONLY, DATABASE_UNAUTHENTICATED -> PAUSE;
            default -> reason.needsPerson() ? STOP : RETRY;
        };
    }

    static String stateOf(SQLException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** True if the server may or may not have executed what was sent last. */
    static boolean connectionLost(SQLException failure) {
        String state = stateOf(failure);
        if (state.startsWith("08") || CONNECTION_ENDED.contains(state)) {
            return true;
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    /**
     * The failure by name.
     *
     * @param doing what was being done, as the beginning of a sentence: {@code "Committing blocks"}
     */
    static SyncException failure(String doing, SQLException failure) {
        String state = stateOf(failure);
        Reason reason = state.isEmpty() ? withoutState(failure) : meaning(state).reason();
        String code = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        return new SyncException(reason, doing + " failed: " + sentence(failure) + code + ".", failure);
    }

    private static Reason withoutState(SQLException failure) {
        if (connectionLost(failure)) {
            return DATABASE_UNREACHABLE;
        }
        // HikariCP: no connection of the pool became free in time.
        return failure instanceof java.sql.SQLTransientConnectionException ? DATABASE_BUSY : DEFECT;
    }

    private static String sentence(SQLException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof PSQLException postgres) {
                return primary(postgres);
            }
        }
        return oneLine(failure.getMessage());
    }

    private static String primary(PSQLException failure) {
        ServerErrorMessage server = failure.getServerErrorMessage();
        if (server == null) {
            return oneLine(failure.getMessage());
        }
        StringBuilder text = new StringBuilder(oneLine(server.getMessage()));
        append(text, "table", server.getTable());
        append(text, "column", server.getColumn());
        append(text, "constraint", server.getConstraint());
        return text.toString();
    }

    private static void append(StringBuilder text, String what, @Nullable String name) {
        if (name != null && !text.toString().contains('"' + name + '"')) {
            text.append(", ").append(what).append(" \"").append(name).append('"');
        }
    }

    private static String oneLine(@Nullable String message) {
        String text = message == null ? "no message" : message.strip().replaceAll("\\s+", " ");
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
