package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.TinyDisk;
import io.ampsync.runtime.report.StatusBoard;
import io.ampsync.runtime.report.TableStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What happens to a database on a bad day, on a real one, with a user that has no more rights than it needs: which state
 * is shown, that what is stored stays exact, and that nobody is needed once the cause has passed.
 */
class BadDaysIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    /** How a day begins; what it returns ends it. */
    private interface Beginning {
        AutoCloseable begin(Playground at) throws Exception;
    }

    enum Day {
        SESSIONS_TERMINATED(EnumSet.of(Reason.DATABASE_UNREACHABLE, Reason.COMMIT_UNCERTAIN), at -> {
            forbid(
                    at,
                    "CREATE OR REPLACE FUNCTION {schema}.trap() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
            return () -> allow(at);
        }),
        NO_LOGIN_FOR_A_WHILE(EnumSet.of(Reason.DATABASE_UNAUTHENTICATED), at -> {
            at.execute("ALTER ROLE {schema} NOLOGIN");
            terminate(at);
            return () -> at.execute("ALTER ROLE {schema} LOGIN");
        }),
        TOO_MANY_CONNECTIONS(EnumSet.of(Reason.DATABASE_BUSY), at -> {
            at.execute("ALTER ROLE {schema} CONNECTION LIMIT 0");
            terminate(at);
            return () -> at.execute("ALTER ROLE {schema} CONNECTION LIMIT -1");
        }),
        READ_ONLY_MODE(EnumSet.of(Reason.DATABASE_READ_ONLY), at -> {
            at.execute("ALTER ROLE {schema} SET default_transaction_read_only = on");
            terminate(at);
            return () -> at.execute("ALTER ROLE {schema} RESET default_transaction_read_only");
        }),
        SERIALIZATION_FAILURES(EnumSet.of(Reason.DATABASE_BUSY), at -> {
            forbid(
                    at,
                    "CREATE OR REPLACE FUNCTION {schema}.trap() RETURNS trigger LANGUAGE plpgsql AS"
                            + " $$ BEGIN RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END $$");
            return () -> allow(at);
        }),
        A_PRIVILEGE_IS_REVOKED(EnumSet.of(Reason.DATABASE_REFUSED), at -> {
            at.execute("ALTER TABLE {schema}.blocks OWNER TO postgres");
            return () -> at.execute("ALTER TABLE {schema}.blocks OWNER TO {schema}");
        }),
        AN_ALTER_IS_HELD_OPEN(EnumSet.of(Reason.DATABASE_BUSY), at -> {
            Connection user = at.postgres.connect();
            execute(user, "BEGIN", at.expand("ALTER TABLE {schema}.blocks ADD COLUMN mine text"));
            return user;
        }),
        A_DEADLOCK(EnumSet.of(Reason.DATABASE_BUSY), at -> {
            Connection user = at.postgres.connect();
            execute(
                    user,
                    "SET deadlock_timeout = '1 min'",
                    "BEGIN",
                    at.expand("LOCK TABLE {schema}.blocks IN EXCLUSIVE MODE"));
            Thread second = Thread.ofVirtual().start(() -> {
                Playground.await()
                        .until(() -> at.number("SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE usename = '{schema}' AND wait_event_type = 'Lock'")
                                > 0);
                Playground.sql(() ->
                        execute(user, at.expand("SELECT FROM {schema}._ampsync_checkpoints FOR UPDATE"), "ROLLBACK"));
            });
            return () -> {
                second.join(SOON);
                user.close();
            };
        });

        @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
        private final Set<Reason> shown;

        @SuppressWarnings("ImmutableEnumChecker") // Its lambdas hold nothing.
        private final Beginning beginning;

        Day(Set<Reason> shown, Beginning beginning) {
            this.shown = shown;
            this.beginning = beginning;
        }
    }

    private static void forbid(Playground at, String trap) throws SQLException {
        at.execute(trap);
        at.execute("GRANT pg_signal_backend TO {schema}");
        at.execute("CREATE TRIGGER trap BEFORE INSERT ON {schema}.blocks FOR EACH STATEMENT"
                + " EXECUTE FUNCTION {schema}.trap()");
    }

    private static void allow(Playground at) throws SQLException {
        at.execute("DROP TRIGGER trap ON {schema}.blocks");
        at.execute("REVOKE pg_signal_backend FROM {schema}");
    }

    private static void terminate(Playground at) throws SQLException {
        at.column("SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity WHERE usename = '{schema}'");
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** With a user of its own, as the runbook makes one. */
    private static Playground playground() throws Exception {
        DatabaseSettings base = PostgresFixture.shared().settings();
        try (Connection outside = PostgresFixture.shared().connect()) {
            execute(
                    outside,
                    "CREATE ROLE " + base.schema() + " LOGIN PASSWORD 'day'",
                    "GRANT CREATE ON DATABASE postgres TO " + base.schema());
        }
        return Playground.with(
                new DatabaseSettings(base.jdbcUrl(), base.schema(), new Secret("day"), base.schema(), 4, Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    void isShownAndPassesWithoutAPerson(Day day) throws Exception {
        StatusBoard board = new StatusBoard(InstantSource.system());
        try (Playground at = playground()) {
            Loop loop = at.loop()
                    .toldTo(board)
                    .retry(RetrySettings.DEFAULT.between(Duration.ofMillis(100), Duration.ofMillis(500)))
                    .start();
            at.awaitExact("blocks");
            String before = at.checkpoint("blocks");

            try (AutoCloseable _ = day.beginning.begin(at)) {
                at.amp.chain().advance(3);
                Playground.await().untilAsserted(() -> assertThat(shown(board)).isIn(day.shown));
                assertThat(at.checkpoint("blocks")).isEqualTo(before);
                if (day != Day.AN_ALTER_IS_HELD_OPEN) {
                    assertThat(at.rows("blocks")).isEqualTo(at.canonical("blocks", 49));
                }
            }

            if (needsPerson(day)) {
                assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
                loop = at.loop().toldTo(board).start();
            }
            at.awaitExact("blocks");
            Playground.await().untilAsserted(() -> assertThat(shown(board)).isNull());
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    @Produces(Reason.DATABASE_FULL)
    void aFullDiskIsWaitedForUntilThereIsRoom() throws Exception {
        StatusBoard board = new StatusBoard(InstantSource.system());
        try (Playground at = Playground.create();
                TinyDisk disk = TinyDisk.ofMegabytes(
                        4, Path.of(at.column("SHOW data_directory").getFirst()))) {
            Loop loop = at.loop().toldTo(board).start();
            at.awaitExact("blocks");
            at.execute("CREATE TABLESPACE {schema} LOCATION '" + disk + "'");
            at.execute("ALTER TABLE {schema}.blocks SET TABLESPACE {schema}");
            at.execute("CREATE TABLE {schema}.filler (text text) TABLESPACE {schema}");
            assertThatThrownBy(() -> {
                        while (true) {
                            at.execute(
                                    "INSERT INTO {schema}.filler SELECT repeat('x', 7000) FROM generate_series(1, 9)");
                        }
                    })
                    .hasMessageContaining("No space left on device");
            String before = at.checkpoint("blocks");
            at.amp.chain().advance(400);

            Playground.await().untilAsserted(() -> assertThat(shown(board)).isEqualTo(Reason.DATABASE_FULL));
            assertThat(at.violations("blocks")).isEmpty();
            assertThat(before).startsWith("49 ");
            at.execute("DROP TABLE {schema}.filler");

            at.awaitExact("blocks");
            Playground.await().untilAsserted(() -> assertThat(shown(board)).isNull());
            loop.stop();
            at.execute("ALTER TABLE {schema}.blocks SET TABLESPACE pg_default");
            at.execute("DROP TABLESPACE {schema}");
        }
    }

    @Test
    void aColumnOfTheUsersOwnIsNoTrouble() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");

            at.execute("ALTER TABLE {schema}.blocks ADD COLUMN mine text DEFAULT 'mine'");
            at.amp.chain().advance(3);

            at.awaitExact("blocks");
            assertThat(loop.failures).isEmpty();
        }
    }

    @Test
    @Produces(Reason.TABLE_CHANGED)
    void aDroppedTableIsMissedAtTheNextCommitAndBuiltAnew() throws Exception {
        StatusBoard board = new StatusBoard(InstantSource.system());
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().toldTo(board).start();
            at.awaitExact("blocks");

            at.execute("DROP TABLE {schema}.blocks");
            at.amp.chain().advance(3);

            at.awaitExact("blocks");
            assertThat(loop.reasons()).containsExactly(Reason.TABLE_CHANGED);
            assertThat(loop.failures.getLast()).hasMessageContaining("blocks").hasMessageContaining("42P01");
            Playground.await().untilAsserted(() -> assertThat(shown(board)).isNull());
            assertThat(loop.isRunning()).isTrue();
        }
    }

    /** As a trigger's function does that names a table of the user's own. */
    @Test
    void anotherTableThatIsMissingIsForAPersonAfterOneMoreLook() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");

            at.execute("CREATE FUNCTION {schema}.theirs() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN INSERT INTO theirs VALUES (1); RETURN NULL; END $$");
            at.execute("CREATE TRIGGER theirs AFTER INSERT ON {schema}.blocks FOR EACH STATEMENT"
                    + " EXECUTE FUNCTION {schema}.theirs()");
            at.amp.chain().advance(3);

            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.reasons()).containsExactly(Reason.TABLE_CHANGED, Reason.DATABASE_REFUSED);
            assertThat(at.rows("blocks")).isEqualTo(at.canonical("blocks", 49));
        }
    }

    @Test
    void aDroppedColumnStopsItAndIsNamed() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");

            at.execute("ALTER TABLE {schema}.blocks DROP COLUMN gas_used");
            at.amp.chain().advance(3);

            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.reasons()).containsExactly(Reason.TABLE_CHANGED, Reason.SCHEMA_INCOMPATIBLE);
            assertThat(loop.failures.getLast()).hasMessageContaining("gas_used");
            assertThat(at.violations("blocks")).isEmpty();
        }
    }

    private static boolean needsPerson(Day day) {
        return day.shown.stream().anyMatch(Reason::needsPerson);
    }

    private static @Nullable Reason shown(StatusBoard board) {
        TableStatus.Trouble trouble = board.table("blocks").trouble();
        return trouble == null ? null : trouble.reason();
    }
}
