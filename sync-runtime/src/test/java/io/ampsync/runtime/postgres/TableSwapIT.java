package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.TableSwap.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two tables of which one takes the other's place; rows of the new one say {@code fork 1}. */
@ParameterizedClass
@EnumSource(PostgresServer.class)
class TableSwapIT {
    private static final Provenance NEXT = new Provenance("_/chain", "2.0.0", "4567cdef");
    private static final String NAME = Fill.TABLE.name();
    private static final TargetTable BESIDE =
            new TargetTable(SideNames.filling(NAME), RowId.BLOCK_ORDERED, Fill.COLUMNS, "", NAME);

    private final Synced synced;

    TableSwapIT(PostgresServer server) throws Exception {
        synced = new Synced(server);
        synced.append(0, 9);
        synced.append(10, 19);
        ensure(NEXT);
        beside().learnNetwork(Synced.NETWORK, NEXT);
    }

    @AfterEach
    void close() throws SQLException {
        synced.close();
    }

    private void ensure(Provenance of) throws InterruptedException {
        new TargetTables(synced.target.database, synced.claim).ensure(BESIDE, of);
    }

    private TableStore beside() {
        return new TableStore(synced.target.database, synced.claim, BESIDE, CommitProbe.NONE);
    }

    private void fill(long first, long last) {
        Expected expected = beside().load().orElseThrow().checkpoint();
        CommitUnit unit = new CommitUnit(
                expected,
                List.of(Fill.rows(first, last, 1)),
                OptionalLong.empty(),
                List.of(Fill.entry(first, last, 0, 0)),
                null,
                null,
                List.of(new Change(Change.Kind.APPEND, first, last, Fill.hash(last, 0))));
        Synced.landed(beside().commit(Synced.NETWORK, unit));
    }

    private TableSwap swap(CommitProbe probe) {
        return new TableSwap(synced.target.database, synced.claim, probe);
    }

    private Outcome run() {
        return swap(CommitProbe.NONE).run(NAME, NEXT, OptionalLong.empty());
    }

    private void execute(String... statements) throws SQLException {
        for (String statement : statements) {
            synced.target.execute(statement);
        }
    }

    private String feed() throws SQLException {
        return synced.target
                .query("SELECT seq, kind, start_block, end_block FROM {schema}._ampsync_changes"
                        + " WHERE table_name = 'transfers' ORDER BY seq, ordinal")
                .toString();
    }

    private void assertTaken() throws SQLException {
        assertThat(synced.rows()).hasSize(25).allMatch(row -> row.endsWith("fork 1"));
        assertThat(synced.journal()).containsExactly("0..24");
        assertThat(synced.state().from()).isEqualTo(NEXT);
        assertThat(feed()).contains("version, 0, 24");
        assertThat(synced.target.column("SELECT table_name FROM {schema}._ampsync_tables ORDER BY 1"))
                .containsExactly("_ampsync_old_1_transfers", "transfers");
        assertThat(synced.target.number("SELECT count(*) FROM {schema}._ampsync_old_1_transfers"))
                .isEqualTo(20);
        assertThat(StoredVersions.of(synced.target.database, Synced.SYNC)).containsEntry(NAME, NEXT);
    }

    @Test
    @DisplayName("71: the place is taken when no block is lost by it, and the old writer writes no more")
    void noBlockIsLostByIt() throws Exception {
        Expected before = synced.state().checkpoint();
        fill(0, 18);
        assertThat(run()).isEqualTo(new Outcome.NotYet());
        fill(19, 24);
        synced.append(20, 20);
        Expected stale = synced.state().checkpoint();

        assertThat(run()).isEqualTo(new Outcome.Taken("_ampsync_old_1_transfers"));

        assertThat(synced.journal()).containsExactly("0..18", "19..24");
        assertThat(synced.state().checkpoint().seq()).isEqualTo(stale.seq() + 1);
        for (Expected old : List.of(before, stale)) {
            assertThat(synced.store().commit(Synced.NETWORK, Fill.append(old, 21, 21)))
                    .isInstanceOf(CommitOutcome.Stale.class);
        }
        assertThat(beside().load()).isEmpty();
        assertThat(synced.append(25, 30).watermark()).isEqualTo(new Cursor(30, Fill.hash(30, 0)));
    }

    @Test
    @DisplayName("71: killed at any point it has happened or not, and goes on")
    void killedAtAnyPointItHasHappenedOrNot() throws Exception {
        fill(0, 24);
        String before = synced.everything();
        for (String point : List.of("swap.locked", "swap.commit.before", "swap.commit.after")) {
            TableSwap killed = swap(at -> {
                if (at.equals(point)) {
                    throw new IllegalStateException("killed at " + at);
                }
            });
            assertThatThrownBy(() -> killed.run(NAME, NEXT, OptionalLong.empty()))
                    .hasMessage("killed at " + point);
            boolean landed = point.equals("swap.commit.after");
            assertThat(swap(CommitProbe.NONE).settled(NAME).waiting()).isEqualTo(!landed);
            if (!landed) {
                assertThat(synced.everything()).isEqualTo(before);
            }
        }
        assertTaken();
    }

    @Test
    void aLongReaderDelaysTheSwapAndNobodyElseForLong() throws Exception {
        fill(0, 24);
        execute("CREATE VIEW {schema}.seen AS SELECT * FROM {schema}.transfers");
        try (Connection reader = synced.target.fixture.connect()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute(synced.target.expand("SELECT FROM {schema}.seen"));
            CompletableFuture<Outcome> swapping = CompletableFuture.supplyAsync(this::run);
            long began = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThat(synced.target.number("SELECT count(*) FROM {schema}.seen"))
                        .isEqualTo(20);
            }
            assertThat(swapping.join()).isEqualTo(new Outcome.Locked());
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
            reader.rollback();
        }
        synced.append(20, 22);
        assertThat(run()).isInstanceOf(Outcome.Taken.class);
        assertTakenThrough("seen");
    }

    private void assertTakenThrough(String view) throws SQLException {
        assertThat(synced.target.column("SELECT DISTINCT \"from\" FROM {schema}." + view))
                .containsExactly("fork 1");
    }

    @Test
    @DisplayName("71: what cannot go over stands in the way, by its name, and nothing is changed")
    void whatCannotGoOverStandsInTheWay() throws Exception {
        fill(0, 24);
        execute(
                "CREATE MATERIALIZED VIEW {schema}.daily AS SELECT count(*) FROM {schema}.transfers",
                "CREATE TABLE {schema}.theirs (id bytea REFERENCES {schema}.transfers, whole {schema}.transfers)",
                "ALTER TABLE {schema}.transfers ADD CONSTRAINT positive CHECK (block_num >= 0)",
                "ALTER TABLE {schema}.transfers ADD COLUMN note text",
                "CREATE STATISTICS {schema}.together ON block_num, \"from\" FROM {schema}.transfers",
                "CREATE RULE quiet AS ON DELETE TO {schema}.transfers WHERE false DO INSTEAD NOTHING",
                "CREATE POLICY visible ON {schema}.transfers USING (true)",
                "CREATE FUNCTION {schema}.first_of({schema}.transfers) RETURNS bytea LANGUAGE sql AS 'SELECT $1._id'",
                "CREATE PUBLICATION watched_" + synced.target.schema() + " FOR TABLE {schema}.transfers");
        String before = synced.everything();
        try {
            Outcome outcome = run();

            assertThat(outcome).isInstanceOf(Outcome.Held.class);
            assertThat(((Outcome.Held) outcome).obstacles())
                    .anyMatch(it -> it.startsWith("materialized view ") && it.endsWith("daily"))
                    .anyMatch(it -> it.contains("theirs_id_fkey"))
                    .anyMatch(it -> it.endsWith("theirs") || it.contains("column whole of table"))
                    .anyMatch(it -> it.startsWith("constraint positive on table "))
                    .anyMatch(it -> it.startsWith("column note of its users"))
                    .anyMatch(it -> it.startsWith("statistics object ") && it.endsWith("together"))
                    .anyMatch(it -> it.startsWith("rule quiet on table "))
                    .anyMatch(it -> it.startsWith("policy visible on table "))
                    .anyMatch(it -> it.startsWith("function ") && it.contains("first_of"))
                    .anyMatch(it -> it.startsWith("publication of table "))
                    .hasSize(10);
            assertThat(swap(CommitProbe.NONE).obstacles(NAME)).hasSize(10);
            assertThat(synced.everything()).isEqualTo(before);
        } finally {
            execute("DROP PUBLICATION watched_" + synced.target.schema());
        }
    }

    @Test
    void aViewWhoseColumnHasAnotherTypeStandsInTheWay() throws Exception {
        fill(0, 24);
        execute(
                "CREATE VIEW {schema}.seen AS SELECT block_num, \"from\" FROM {schema}.transfers",
                "ALTER TABLE {schema}._ampsync_new_transfers ALTER COLUMN \"from\" TYPE bytea USING \"from\"::bytea");
        String before = synced.everything();

        assertThat(run())
                .isInstanceOfSatisfying(
                        Outcome.Held.class,
                        held -> assertThat(held.obstacles())
                                .singleElement()
                                .asString()
                                .startsWith("view ")
                                .contains("seen", "from"));
        assertThat(synced.everything()).isEqualTo(before);
    }

    @Test
    @DisplayName("71: an index that comes late is made before the swap; one that cannot be made stands in the way")
    void indexesThatComeLate() throws Exception {
        fill(0, 24);
        execute("CREATE INDEX late ON {schema}.transfers (block_num, \"from\")");
        assertThat(run()).as("an index would be lost").isEqualTo(new Outcome.NotYet());
        assertThat(swap(CommitProbe.NONE).complete(NAME, true)).isEmpty();
        execute(
                "ALTER TABLE {schema}._ampsync_new_transfers RENAME COLUMN \"from\" TO origin",
                "CREATE INDEX later ON {schema}.transfers (\"from\")");
        assertThat(swap(CommitProbe.NONE).complete(NAME, false))
                .as("both are of that column")
                .hasSize(2)
                .allMatch(index -> index.contains("does not exist"));
        assertThat(run()).isEqualTo(new Outcome.NotYet());
        execute("DROP INDEX {schema}.later", "DROP INDEX {schema}.late");
        assertThat(run()).isInstanceOf(Outcome.Taken.class);
    }

    @Test
    @DisplayName("71: an index of a column that is gone does not hinder the filling")
    void anIndexOfAColumnThatIsGoneDoesNotHinderTheFilling() throws Exception {
        execute(
                "ALTER TABLE {schema}.transfers ADD COLUMN gone text",
                "CREATE INDEX mine ON {schema}.transfers (gone)");
        Provenance third = new Provenance("_/chain", "3.0.0", "89ab");

        ensure(third);

        assertThat(swap(CommitProbe.NONE).complete(NAME, false)).hasSize(1);
    }

    @Test
    void theNewHeadIsEnoughWhereTheOldVersionIsNotServed() throws Exception {
        fill(0, 15);

        assertThat(swap(CommitProbe.NONE).run(NAME, NEXT, OptionalLong.of(16))).isEqualTo(new Outcome.NotYet());
        assertThat(swap(CommitProbe.NONE).run(NAME, NEXT, OptionalLong.of(15))).isInstanceOf(Outcome.Taken.class);
    }

    @Test
    void onlyTheWriterMayDoIt() throws Exception {
        fill(0, 24);
        synced.target.claim(Synced.SYNC);

        assertThatThrownBy(this::run)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FENCED));
        assertThat(synced.rows()).hasSize(20);
    }

    @Test
    @DisplayName("71: a table beside that was begun for another version begins anew")
    void aTableBesideOfAnotherVersionBeginsAnew() throws Exception {
        fill(0, 24);
        execute("CREATE INDEX late ON {schema}.transfers (\"from\")");
        Provenance third = new Provenance("_/chain", "3.0.0", "89ab");

        ensure(NEXT);
        assertThat(beside().load().orElseThrow().journal()).hasSize(1);
        ensure(third);

        assertThat(beside().load().orElseThrow().journal()).isEmpty();
        assertThat(synced.target.number("SELECT count(*) FROM {schema}._ampsync_new_transfers"))
                .isZero();
        assertThat(synced.target.number("SELECT count(*) FROM pg_indexes WHERE tablename = '_ampsync_new_transfers'"
                        + " AND schemaname = '" + synced.target.schema() + "' AND indexdef LIKE '%btree (\"from\")'"))
                .isEqualTo(1);
        assertThat(run()).isEqualTo(new Outcome.NotYet());
    }

    /** As after a failover that lost the swap: the task says the new version, the database does not. */
    @Test
    void aTableDoesNotGoOnWithTheVersionThatIsBesideIt() {
        fill(0, 24);

        assertThatThrownBy(() -> new TargetTables(synced.target.database, synced.claim).ensure(Fill.TABLE, NEXT))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.COMMIT_UNCERTAIN));
        assertThat(synced.state().from()).isEqualTo(Target.PROVENANCE);
    }

    @Test
    void theNextOneIsKeptBesideTheFirst() throws Exception {
        fill(0, 24);
        assertThat(run()).isInstanceOf(Outcome.Taken.class);
        Provenance third = new Provenance("_/chain", "3.0.0", "89ab");
        ensure(third);
        beside().learnNetwork(Synced.NETWORK, third);
        fill(0, 24);

        assertThat(swap(CommitProbe.NONE).run(NAME, third, OptionalLong.empty()))
                .isEqualTo(new Outcome.Taken("_ampsync_old_2_transfers"));
        OwnedTables owned = new OwnedTables(synced.target.database);
        assertThat(owned.of(Synced.SYNC)).containsExactly(NAME);
        assertThat(owned.superseded(Synced.SYNC)).hasSize(2);
        owned.dropSuperseded(Synced.SYNC, NAME);
        assertThat(owned.of(Synced.SYNC)).containsExactly(NAME);
        for (String old : owned.superseded(Synced.SYNC)) {
            owned.dropSuperseded(Synced.SYNC, old);
        }
        assertThat(owned.all(Synced.SYNC)).containsExactly(NAME);
        assertThat(synced.rows()).hasSize(25);
    }
}
