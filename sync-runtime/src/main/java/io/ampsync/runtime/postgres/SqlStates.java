package io.ampsync.runtime.postgres;

import static io.ampsync.api.Reason.*;
import static java.util.Map.entry;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.Pressure;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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
    static final String DIVISION_BY_ZERO = "22012";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String DEADLOCK = "40P01";
    static final String UNIQUE_VIOLATION = "23505";

    private static final Map<String, Reason> TABLE = Map.ofEntries(
            // The connection, or the server behind it, went away or is not there yet.
            entry("08", DATABASE_UNREACHABLE),
            entry("57P01", DATABASE_UNREACHABLE),
            entry("57P02", DATABASE_UNREACHABLE),
            entry("57P03", DATABASE_UNREACHABLE),
            entry("57P05", DATABASE_UNREACHABLE),
            entry("25P03", DATABASE_UNREACHABLE),
            entry("25P04", DATABASE_UNREACHABLE),
            entry("58", DATABASE_UNREACHABLE),
            entry("XX000", DATABASE_UNREACHABLE),
            // Somebody else is in the way for a while.
            entry("40001", DATABASE_BUSY),
            entry("40P01", DATABASE_BUSY),
            entry("40", DATABASE_BUSY),
            entry("53", DATABASE_BUSY),
            entry("55P03", DATABASE_BUSY),
            entry("55006", DATABASE_BUSY),
            entry("57014", DATABASE_BUSY),
            // Something outside has to change.
            entry("53100", DATABASE_FULL),
            entry("25006", DATABASE_READ_ONLY),
            entry("28", DATABASE_UNAUTHENTICATED),
            // A person has to decide.
            entry("22", VALUE_REFUSED),
            entry("23", VALUE_REFUSED),
            entry("23505", DATABASE_REFUSED),
            entry("54", VALUE_REFUSED),
            entry("22P04", DEFECT),
            entry("3D", DATABASE_REFUSED),
            entry("3F", DATABASE_REFUSED),
            entry("42", DATABASE_REFUSED),
            entry("55", DATABASE_REFUSED),
            entry("0A", DATABASE_REFUSED),
            entry("2B", DATABASE_REFUSED),
            entry("P0", DATABASE_REFUSED),
            entry("44", DATABASE_REFUSED),
            entry("XX001", DATABASE_REFUSED),
            entry("XX002", DATABASE_REFUSED));

    /** A table is not there, or a column. */
    private static final Set<String> MISSING = Set.of("42P01", "42703");

    private static final Set<String> CONNECTION_ENDED = Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "25P04");

    /** No connection left, a configured limit. */
    private static final Set<String> TOO_MANY = Set.of("53300", "53400");

    /** A statement's time was over, or a transaction's. */
    private static final Set<String> LATE = Set.of("57014", "25P03", "25P04");

    private SqlStates() {}

    static Reason meaning(String state) {
        Reason exact = TABLE.get(state);
        if (exact != null) {
            return exact;
        }
        Reason general = state.length() == 5 ? TABLE.get(state.substring(0, 2)) : null;
        return general != null ? general : DEFECT;
    }

    static String stateOf(SQLException failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** True if a statement named a table or a column that is not there. */
    public static boolean isMissing(SyncException failure) {
        return failure.getCause() instanceof SQLException cause && MISSING.contains(stateOf(cause));
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
        Reason reason = state.isEmpty() ? withoutState(failure) : meaning(state);
        String code = state.isEmpty() ? "" : " (SQLSTATE " + state + ")";
        return new SyncException(
                reason, doing + " failed: " + sentence(failure) + code + ".", failure, pressure(state));
    }

    private static Pressure pressure(String state) {
        if (TOO_MANY.contains(state)) {
            return Pressure.RATE_LIMIT;
        }
        return LATE.contains(state) ? Pressure.TIMEOUT : Pressure.NONE;
    }

    private static Reason withoutState(SQLException failure) {
        if (connectionLost(failure)) {
            return DATABASE_UNREACHABLE;
        }
        // HikariCP: no connection of the pool became free in time.
        return failure instanceof java.sql.SQLTransientConnectionException ? DATABASE_BUSY : DEFECT;
    }

    /** True if somebody else holds a lock for too long, or waits for us as we for them. */
    static boolean isLocked(SQLException failure) {
        String state = stateOf(failure);
        return state.equals(LOCK_NOT_AVAILABLE) || state.equals(DEADLOCK);
    }

    static String sentence(SQLException failure) {
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
            return oneLine(failure.getMessage()) + network(failure.getCause());
        }
        StringBuilder text = new StringBuilder(oneLine(server.getMessage()));
        append(text, "table", server.getTable());
        append(text, "column", server.getColumn());
        append(text, "constraint", server.getConstraint());
        return text.toString();
    }

    /** What the driver's sentence leaves out: of an unknown host it does not say the name. */
    private static String network(@Nullable Throwable cause) {
        return switch (cause) {
            case UnknownHostException host -> ": there is no host " + oneLine(host.getMessage());
            case SocketTimeoutException late -> ": " + oneLine(late.getMessage());
            case null, default -> "";
        };
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
