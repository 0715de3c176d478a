package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.postgresql.util.ServerErrorMessage;

class SqlStatesTest {
    @ParameterizedTest
    @CsvSource({
        "08006, DATABASE_UNREACHABLE",
        "08001, DATABASE_UNREACHABLE",
        "08003, DATABASE_UNREACHABLE",
        "08000, DATABASE_UNREACHABLE",
        "57P01, DATABASE_UNREACHABLE",
        "57P02, DATABASE_UNREACHABLE",
        "57P03, DATABASE_UNREACHABLE",
        "25P03, DATABASE_UNREACHABLE",
        "53300, DATABASE_BUSY",
        "53400, DATABASE_BUSY",
        "53200, DATABASE_BUSY",
        "40001, DATABASE_BUSY",
        "40P01, DATABASE_BUSY",
        "55P03, DATABASE_BUSY",
        "57014, DATABASE_BUSY",
        "53100, DATABASE_FULL",
        "25006, DATABASE_READ_ONLY",
        "28P01, DATABASE_UNAUTHENTICATED",
        "28000, DATABASE_UNAUTHENTICATED",
        "22003, VALUE_REFUSED",
        "23502, VALUE_REFUSED",
        "54000, VALUE_REFUSED",
        "23505, DATABASE_REFUSED",
        "3D000, DATABASE_REFUSED",
        "3F000, DATABASE_REFUSED",
        "42501, DATABASE_REFUSED",
        "42P01, DATABASE_REFUSED",
        "42703, DATABASE_REFUSED",
        "XX001, DATABASE_REFUSED",
        "99999, DEFECT"
    })
    void everyCodeHasAMeaning(String state, Reason reason) {
        assertThat(SqlStates.meaning(state)).isEqualTo(reason);
    }

    @Test
    @DisplayName("A45: an I/O error and an exhausted pool are temporary, a missing column is not")
    void temporaryFailuresAreToldFromFinalOnes() {
        SQLException io = new SQLException("socket closed", new SocketException("reset"));
        SQLException pool = new SQLTransientConnectionException("Connection is not available");
        SQLException column = new SQLException("column does not exist", "42703");

        assertThat(SqlStates.failure("Testing", io).reason()).isEqualTo(Reason.DATABASE_UNREACHABLE);
        assertThat(SqlStates.failure("Testing", pool).reason()).isEqualTo(Reason.DATABASE_BUSY);
        assertThat(SqlStates.failure("Testing", column).reason().needsPerson()).isTrue();
    }

    @Test
    void aHostThatDoesNotExistIsNamed() {
        SQLException unknown = new PSQLException(
                "The connection attempt failed.",
                PSQLState.CONNECTION_UNABLE_TO_CONNECT,
                new UnknownHostException("pq"));

        assertThat(SqlStates.failure("Connecting", unknown))
                .hasMessage("Connecting failed: The connection attempt failed: there is no host pq (SQLSTATE 08001).");
    }

    @Test
    void thePoolsExceptionIsReadForItsCause() {
        SQLException refused = new SQLTransientConnectionException(
                "not available", new SQLException("password authentication failed", "28P01"));

        assertThat(SqlStates.failure("Connecting", refused).reason()).isEqualTo(Reason.DATABASE_UNAUTHENTICATED);
    }

    @Test
    void theDetailThatQuotesRowsIsLeftOut() {
        PSQLException duplicate = new PSQLException(new ServerErrorMessage(message(Map.of(
                'S', "ERROR",
                'C', "23505",
                'M', "duplicate key value violates unique constraint \"t_pkey\"",
                'D', "Key (secret)=(hunter2) already exists.",
                't', "t",
                'n', "t_pkey"))));

        SyncException failure = SqlStates.failure("Committing to t", duplicate);

        assertThat(failure)
                .hasMessage("Committing to t failed: duplicate key value violates unique constraint \"t_pkey\","
                        + " table \"t\" (SQLSTATE 23505).");
    }

    private static String message(Map<Character, String> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach((tag, value) -> text.append(tag).append(value).append('\0'));
        return text.toString();
    }
}
