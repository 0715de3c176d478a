package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PgBouncer;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.PostgresServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each misconfiguration is made for real, on a real PostgreSQL. */
class DatabaseProbeIT {
    private Patient patient;

    @BeforeEach
    void healthy() throws SQLException {
        patient = new Patient();
    }

    @AfterEach
    void close() throws SQLException {
        patient.close();
    }

    private List<Check> found() throws InterruptedException {
        return patient.found(Area.DATABASE);
    }

    /** A role of the test's own, so that what is set for it disturbs nobody else. */
    private String role(String... settings) throws SQLException {
        String role = "doctor_" + patient.database.schema();
        patient.execute("DROP ROLE IF EXISTS " + role, "CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
        patient.execute("GRANT CREATE ON DATABASE postgres TO " + role);
        for (String setting : settings) {
            patient.execute("ALTER ROLE " + role + " " + setting);
        }
        patient.with("DATABASE_URL", Patient.url(role, "pw", "postgres"));
        return role;
    }

    @Test
    void nothingIsFoundWhereNothingIsWrong() throws InterruptedException {
        assertThat(found()).isEmpty();
        assertThat(patient.examine().healthy()).isTrue();
    }

    @Test
    void aHostWithoutAnAddressIsNamed() throws InterruptedException {
        patient.with("DATABASE_URL", "postgresql://u:p@nowhere.invalid/d");
        assertThat(found()).containsExactly(Check.HOST_UNKNOWN);
    }

    @Test
    void aPortWithoutAListenerIsNamed() throws InterruptedException {
        patient.with("DATABASE_URL", "postgresql://u:p@127.0.0.1:1/d");
        assertThat(found()).containsExactly(Check.PORT_CLOSED);
    }

    @Test
    void ofSeveralHostsOneMayBeAway() throws InterruptedException {
        patient.with(
                "DATABASE_URL",
                "postgresql://postgres:postgres@127.0.0.1:1,127.0.0.1:"
                        + PostgresFixture.shared().port() + "/postgres");
        assertThat(found()).isEmpty();
    }

    @Test
    void aWebServerIsNotTheDatabase() throws InterruptedException {
        patient.with("DATABASE_URL", "postgresql://u:p@127.0.0.1:" + Patient.ADMIN.port() + "/d");
        assertThat(found()).containsExactly(Check.NOT_THE_SERVER);
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime() throws IOException, InterruptedException {
        try (ServerSocket silent = new ServerSocket(0)) {
            patient.with("DATABASE_URL", "postgresql://u:p@127.0.0.1:" + silent.getLocalPort() + "/d");
            assertThat(found()).containsExactly(Check.NOT_ANSWERING);
        }
    }

    @Test
    void aRoleThatMayNotLogInIsNamedWithItsCode() throws InterruptedException, SQLException {
        role("NOLOGIN");
        assertThat(found()).containsExactly(Check.LOGIN_REFUSED);
        assertThat(patient.examine().findings())
                .anySatisfy(finding -> assertThat(finding.seen()).contains("SQLSTATE 28000"));
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() throws InterruptedException {
        patient.with("DATABASE_URL", Patient.url("postgres", "postgres", "no_such_database"));
        assertThat(found()).containsExactly(Check.DATABASE_ABSENT);
    }

    @Test
    void aServerWithoutTlsIsNamed() throws InterruptedException {
        patient.with("DATABASE_URL", Patient.url("postgres", "postgres", "postgres") + "?sslmode=require");
        assertThat(found()).containsExactly(Check.TLS_NOT_SPOKEN);
    }

    @Test
    void aSchemaThatTheRoleMayNotUseIsNamed() throws InterruptedException, SQLException {
        patient.execute("CREATE SCHEMA {schema}");
        role();
        assertThat(found()).containsExactly(Check.PRIVILEGE_SCHEMA);
    }

    @Test
    void aTableOfAnotherRoleIsNamedWithBothRoles() throws InterruptedException, SQLException {
        patient.execute("CREATE SCHEMA {schema}", "CREATE TABLE {schema}.blocks (x int)");
        String role = role();
        patient.execute("GRANT ALL ON SCHEMA {schema} TO " + role);
        assertThat(found()).containsExactly(Check.TABLE_OF_ANOTHER_ROLE);
    }

    @Test
    void aTableWithRowsOfSomebodyElseIsInTheWay() throws InterruptedException, SQLException {
        patient.execute("CREATE SCHEMA {schema}", "CREATE TABLE {schema}.logs AS SELECT 1 AS x");
        assertThat(found()).containsExactly(Check.TABLE_IN_THE_WAY);
    }

    @Test
    void aTableWhoseIdsAreOfAnotherKindIsNamed() throws InterruptedException, SQLException {
        patient.execute(
                "CREATE SCHEMA {schema}",
                "CREATE TABLE {schema}._ampsync_tables (table_name text, sync_uid text, network text, row_id text)",
                "CREATE TABLE {schema}._ampsync_writers (sync_uid text, instance_uid text, seen_at timestamptz,"
                        + " released_at timestamptz)",
                "CREATE TABLE {schema}.blocks AS SELECT 1 AS x",
                "CREATE TABLE {schema}.logs (x int)",
                "INSERT INTO {schema}._ampsync_tables SELECT t, '"
                        + patient.config().syncName()
                        + "', 'x', 'block-ordered' FROM unnest('{blocks,logs}'::text[]) t");
        assertThat(found()).isEmpty();
        patient.with("AMPSYNC_ROW_ID", "xxh3");
        assertThat(found()).containsExactly(Check.TABLE_WITH_OTHER_IDS);
    }

    @Test
    void aTableOfAnotherSyncAndALivingWriterAreNamed() throws InterruptedException, SQLException {
        patient.execute(
                "CREATE SCHEMA {schema}",
                "CREATE TABLE {schema}._ampsync_tables (table_name text, sync_uid text, network text)",
                "INSERT INTO {schema}._ampsync_tables VALUES ('blocks', 'default/other', 'x')",
                "CREATE TABLE {schema}._ampsync_writers (sync_uid text, instance_uid text, seen_at timestamptz,"
                        + " released_at timestamptz)",
                "INSERT INTO {schema}._ampsync_writers VALUES ('"
                        + patient.config().syncName() + "', 'i', now(), null)");
        assertThat(found()).containsExactly(Check.TABLE_OF_ANOTHER_SYNC, Check.SECOND_WRITER);
    }

    @Test
    void anEncodingOtherThanUtf8IsNamed() throws InterruptedException, SQLException {
        patient.execute(
                "DROP DATABASE IF EXISTS latin",
                "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");
        patient.with("DATABASE_URL", Patient.url("postgres", "postgres", "latin"));
        assertThat(found()).containsExactly(Check.ENCODING_NOT_UTF8);
        patient.execute("DROP DATABASE latin WITH (FORCE)");
    }

    @ParameterizedTest
    @CsvSource({
        "SET default_transaction_read_only = on, READ_ONLY",
        "SET statement_timeout = '2s', TIMEOUT_HARMFUL",
        "SET idle_in_transaction_session_timeout = '2s', TIMEOUT_HARMFUL",
        "SET lock_timeout = 5, TIMEOUT_HARMFUL",
        "SET idle_session_timeout = '5s', TIMEOUT_HARMFUL",
        "SET transaction_timeout = '30s', TIMEOUT_HARMFUL",
        "CONNECTION LIMIT 3, ROLE_CONNECTION_LIMIT"
    })
    void whatIsSetForTheRoleIsSeen(String setting, Check expected) throws InterruptedException, SQLException {
        role(setting);
        assertThat(found()).containsExactly(expected);
    }

    @Test
    void aLimitOfTemporaryFilesIsSeen() throws InterruptedException, SQLException {
        role("SET temp_file_limit = '10MB'");
        assertThat(found()).containsExactly(Check.TEMP_SPACE_LIMITED);
    }

    @Test
    void aRoleWithoutAConnectionLeftIsNamed() throws InterruptedException, SQLException {
        role("CONNECTION LIMIT 0");
        assertThat(found()).containsExactly(Check.NO_CONNECTION_LEFT);
    }

    @Test
    void aPoolThatTheServerCannotServeIsNamed() throws InterruptedException {
        patient.with("MAX_DB_CONNECTIONS", "100");
        assertThat(found()).containsExactly(Check.CONNECTIONS_SHORT);
    }

    @Test
    void aServerThatMayLoseCommitsIsToldAsAWarning() throws InterruptedException {
        assertThat(patient.examine().findings())
                .filteredOn(
                        finding -> finding.check() == Check.FSYNC_OFF || finding.check() == Check.COMMITS_NOT_DURABLE)
                .hasSizeGreaterThanOrEqualTo(2)
                .noneMatch(Finding::isProblem);
    }

    @Test
    void clocksThatDifferAreSeen() throws InterruptedException {
        patient.at(() -> Instant.now().plus(Duration.ofMinutes(2)));
        assertThat(found()).containsExactly(Check.CLOCK_SKEW);
    }

    @ParameterizedTest
    @CsvSource({"transaction, POOLER_TRANSACTION", "statement, POOLER_STATEMENT", "session, "})
    void aPoolerIsTakenForWhatItIs(String mode, @org.jspecify.annotations.Nullable Check expected)
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(PgBouncer.isPossible(), "no PgBouncer here");
        try (PgBouncer pooler =
                PgBouncer.before(PostgresFixture.on(PostgresServer.DEBIAN_15).port(), 4, mode)) {
            patient.with("DATABASE_URL", "postgresql://postgres:postgres@" + place(pooler) + "/postgres");
            assertThat(found()).isEqualTo(expected == null ? List.of() : List.of(expected));
        }
    }

    private static String place(PgBouncer pooler) {
        return pooler.settings("s").jdbcUrl().replaceFirst("^jdbc:postgresql://([^/]*)/.*", "$1");
    }

    @Test
    void aListenerThatClosesAtOnceIsNotTheServer() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket caller = server.accept()) {
                        caller.getOutputStream()
                                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            patient.with("DATABASE_URL", "postgresql://u:p@127.0.0.1:" + server.getLocalPort() + "/d");
            assertThat(found()).containsExactly(Check.NOT_THE_SERVER);
        }
    }
}
