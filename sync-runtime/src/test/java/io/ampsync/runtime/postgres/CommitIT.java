package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static io.ampsync.runtime.postgres.Synced.at;
import static io.ampsync.runtime.postgres.Synced.landed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RowDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class CommitIT {
    private final Synced synced;

    CommitIT(PostgresServer server) throws Exception {
        this.synced = new Synced(server);
    }

    @AfterEach
    void close() throws SQLException {
        synced.close();
    }

    private CommitOutcome commit(CommitUnit unit) {
        return synced.store().commit(NETWORK, unit);
    }

    @Test
    @DisplayName("A3: rows, journal, checkpoint and feed land together")
    void aCommitLandsEverythingAtOnce() throws SQLException {
        CommitOutcome outcome = commit(Fill.append(synced.state().checkpoint(), 0, 4));

        assertThat(outcome).isEqualTo(new CommitOutcome.Landed(1, at(1, 4, 0).watermark(), 0));
        assertThat(synced.rows()).hasSize(5).startsWith("0 fork 0").endsWith("4 fork 0");
        StoredState state = synced.state();
        assertThat(state.checkpoint()).isEqualTo(at(1, 4, 0));
        assertThat(state.journal()).containsExactly(Fill.entry(0, 4, 0, 0));
        assertThat(state.open()).isNull();
        assertThat(state.from()).isEqualTo(Target.PROVENANCE);
        assertThat(synced.target.query("SELECT seq, ordinal, start_block, end_block, kind, holder"
                        + " FROM {schema}._ampsync_changes"))
                .containsExactly(List.of(1L, 0, 0L, 4L, "append", synced.claim.holder()));
        assertThat(
                        synced.target.query(
                                "SELECT incremental_block_num, watermark_block_num, sync_uid FROM {schema}._ampsync_checkpoints"))
                .containsExactly(List.of(4L, 4L, Synced.SYNC));
    }

    @Test
    @DisplayName("A4: the next commit replaces the checkpoint and counts on")
    void theNextCommitGoesOn() {
        synced.append(0, 4);

        assertThat(synced.append(5, 9)).isEqualTo(at(2, 9, 0));
        assertThat(synced.journal()).containsExactly("0..4", "5..9");
    }

    @Test
    @DisplayName("A6: the checkpoint outlives the pool")
    void theCheckpointOutlivesThePool() {
        synced.append(0, 4);

        try (TargetDatabase later = synced.target.through(synced.target.fixture.port())) {
            assertThat(synced.store(later, CommitProbe.NONE)
                            .load()
                            .orElseThrow()
                            .checkpoint())
                    .isEqualTo(at(1, 4, 0));
        }
    }

    @Test
    @DisplayName("36, A36: a reorg removes rows and entries from its first block on, and nothing below")
    void aReorgReplacesFromABoundaryOn() throws SQLException {
        synced.append(0, 4);
        synced.append(5, 7);
        Expected before = synced.append(8, 9);

        CommitOutcome outcome = commit(Fill.reorg(before, 5, 10, 1));

        assertThat(outcome).isEqualTo(new CommitOutcome.Landed(4, at(4, 10, 1).watermark(), 5));
        assertThat(synced.rows())
                .hasSize(11)
                .contains("4 fork 0", "5 fork 1", "10 fork 1")
                .doesNotContain("5 fork 0");
        assertThat(synced.journal()).containsExactly("0..4", "5..10");
        assertThat(synced.target.query("SELECT fork_block, old_end, depth, rows_removed, rows_added, kind"
                        + " FROM {schema}._ampsync_reorgs"))
                .containsExactly(List.of(5L, 9L, 5L, 5L, 6L, "aligned"));
        assertThat(synced.target.query("SELECT ordinal, kind FROM {schema}._ampsync_changes WHERE seq = 4"))
                .containsExactlyInAnyOrder(List.of(0, "reorg"), List.of(1, "append"));
    }

    @Test
    @DisplayName("A37, A9: without a cut nothing is deleted; without a microbatch there is no maximum")
    void nothingIsDeletedUnlessAsked() throws SQLException {
        assertThat(synced.state().checkpoint().watermark()).isNull();
        synced.append(0, 4);
        synced.append(5, 6);

        assertThat(synced.rows()).hasSize(7);
    }

    @Test
    void identicalRowsOfTheOldAndTheNewForkDoNotClash() throws SQLException {
        synced.append(0, 4);
        Expected before = synced.append(5, 9);

        assertThat(landed(commit(Fill.reorg(before, 5, 9, 0))).rowsRemoved()).isEqualTo(5);
        assertThat(synced.rows()).hasSize(10);
    }

    @Test
    void aReorgOfALargeTableWithoutStatisticsReadsOnlyWhatItDeletes() throws SQLException {
        synced.append(0, 19_999);
        Expected before = synced.append(20_000, 20_009);

        landed(commit(Fill.reorg(before, 20_000, 20_010, 1)));

        // A session reports what it read when it ends; one that stays, after up to ten idle seconds.
        synced.target.database.close();
        Awaitility.await()
                .untilAsserted(() -> assertThat(synced.target.query("""
                SELECT seq_tup_read, n_tup_del FROM pg_stat_user_tables
                WHERE relid = '{schema}.transfers'::regclass""")).containsExactly(List.of(0L, 10L)));
    }

    @Test
    void aCutInsideAnEntryIsRefused() throws SQLException {
        Expected before = synced.append(0, 9);

        assertThat(commit(Fill.reorg(before, 5, 10, 1)))
                .isInstanceOfSatisfying(
                        CommitOutcome.Stale.class,
                        stale -> assertThat(stale.finding()).contains("block 5", "ends at 9"));
        assertThat(synced.rows()).hasSize(10).doesNotContain("5 fork 1");
    }

    private static CommitUnit split(Expected expected, long first, long last, long end, OptionalLong deleteFrom) {
        return new CommitUnit(
                expected,
                List.of(Fill.rows(first, last, 0)),
                deleteFrom,
                List.of(),
                null,
                new OpenSplit(Fill.entry(first, end, 0, 0).range(), last, last - first + 1, new RowDigest(1, 2)),
                List.of(new Change(Change.Kind.PARTIAL, first, last, null)));
    }

    @Test
    @DisplayName("A7: incremental runs ahead of the watermark only while a microbatch is open, and never of the rows")
    void anOpenMicrobatchIsRecordedAsSuch() throws SQLException {
        Expected before = synced.append(0, 4);

        landed(commit(split(before, 5, 8, 20, OptionalLong.empty())));

        StoredState state = synced.state();
        assertThat(state.checkpoint()).isEqualTo(at(2, 4, 0));
        assertThat(state.open()).isEqualTo(new OpenSplit(Fill.entry(5, 20, 0, 0).range(), 8, 4, new RowDigest(1, 2)));
        assertThat(synced.target.number("SELECT incremental_block_num FROM {schema}._ampsync_checkpoints"))
                .isEqualTo(8);
        assertThat(synced.target.number("SELECT max(_block_num_end) FROM {schema}.transfers"))
                .isEqualTo(8);
    }

    @Test
    void anOpenTailIsReplacedInOneTransaction() throws SQLException {
        Expected before = synced.append(0, 4);
        Expected open =
                landed(commit(split(before, 5, 8, 20, OptionalLong.empty()))).next();
        JournalEntry whole = Fill.entry(5, 9, 2, 0);

        CommitOutcome outcome = commit(new CommitUnit(
                open,
                List.of(Fill.rows(5, 9, 2)),
                OptionalLong.of(5),
                List.of(whole),
                null,
                null,
                List.of(new Change(Change.Kind.APPEND, 5, 9, whole.range().hash()))));

        assertThat(landed(outcome).rowsRemoved()).isEqualTo(4);
        assertThat(synced.rows()).hasSize(10).contains("5 fork 2", "9 fork 2").doesNotContain("5 fork 0");
        assertThat(synced.state().open()).isNull();
    }

    @Test
    void aReorgWhoseReplacementStaysOpenMovesTheCheckpointBelowIt() {
        synced.append(0, 4);
        Expected before = synced.append(5, 9);

        Expected after =
                landed(commit(split(before, 5, 12, 20, OptionalLong.of(5)))).next();

        assertThat(after).isEqualTo(at(3, 4, 0));
        assertThat(synced.state().checkpoint()).isEqualTo(after);
        assertThat(synced.journal()).containsExactly("0..4");
    }

    @Test
    void aMicrobatchWithoutRowsIsACommitToo() throws SQLException {
        CommitUnit empty = new CommitUnit(
                synced.state().checkpoint(),
                List.of(),
                OptionalLong.empty(),
                List.of(Fill.entry(0, 4, 0, 0)),
                null,
                null,
                List.of(new Change(Change.Kind.APPEND, 0, 4, Fill.hash(4, 0))));

        assertThat(landed(commit(empty)).next()).isEqualTo(at(1, 4, 0));
        assertThat(synced.rows()).isEmpty();
    }

    @Test
    void aDecisionOnAnOldCheckpointIsRefusedBeforeAnyRowIsSent() throws SQLException {
        Expected old = synced.state().checkpoint();
        synced.append(0, 4);
        synced.append(5, 9);
        String before = synced.everything();
        CommitUnit unit = new CommitUnit(
                old,
                List.of(new RowSource() {
                    @Override
                    public long rows() {
                        return 1;
                    }

                    @Override
                    public long bytes() {
                        return 1;
                    }

                    @Override
                    public void writeTo(Segments segments) {
                        throw new AssertionError("rows were sent");
                    }
                }),
                OptionalLong.empty(),
                List.of(Fill.entry(0, 4, 1, 0)),
                null,
                null,
                List.of(new Change(Change.Kind.APPEND, 0, 4, null)));

        assertThat(commit(unit))
                .isInstanceOfSatisfying(
                        CommitOutcome.Stale.class,
                        stale -> assertThat(stale.finding()).contains("seq 2", "block 9", "seq 0"));
        assertThat(synced.everything()).isEqualTo(before);
    }

    @Test
    void aUnitThatLandedAlreadyIsRecognised() throws SQLException {
        CommitUnit unit = Fill.append(synced.state().checkpoint(), 0, 4);
        landed(commit(unit));
        String before = synced.everything();

        assertThat(landed(commit(unit)).next()).isEqualTo(at(1, 4, 0));
        assertThat(synced.everything()).isEqualTo(before);
    }

    @Test
    void anotherSplitOfTheSameMicrobatchIsNotTakenForThisOne() throws SQLException {
        Expected before = synced.append(0, 4);
        landed(commit(split(before, 5, 8, 20, OptionalLong.empty())));
        String everything = synced.everything();

        assertThat(commit(split(before, 5, 10, 20, OptionalLong.empty()))).isInstanceOf(CommitOutcome.Stale.class);
        assertThat(landed(commit(split(before, 5, 8, 20, OptionalLong.empty()))).seq())
                .isEqualTo(2);
        assertThat(synced.everything()).isEqualTo(everything);
    }

    @Test
    void strangeRowsAboveTheCheckpointAreReportedAndNothingIsStored() throws SQLException {
        synced.target.execute("INSERT INTO {schema}.transfers VALUES (int8send(2) || int8send(62), 2, 2, 2, 'mine')");
        Expected start = synced.state().checkpoint();

        assertThatThrownBy(() -> commit(Fill.append(start, 0, 4)))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATABASE_REFUSED))
                .hasMessageContainingAll("transfers_pkey", "did not land");
        assertThat(synced.rows()).containsExactly("2 mine");
        assertThat(synced.state().checkpoint()).isEqualTo(start);
    }

    @Test
    @Produces(Reason.VALUE_REFUSED)
    void aValueThatPostgresRefusesIsNamedByColumn() throws SQLException {
        synced.target.execute("ALTER TABLE {schema}.transfers ALTER COLUMN \"from\" TYPE varchar(3)");

        assertThatThrownBy(() -> synced.append(0, 4))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.VALUE_REFUSED))
                .hasMessageContaining("22001");
        assertThat(synced.target.number("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'"
                        + " AND application_name LIKE 'ampsync%'"))
                .isZero();
    }

    @Test
    @Produces(Reason.DATABASE_BUSY)
    void aLockThatSomeoneHoldsIsBusyAndNotForEver() throws SQLException {
        Expected start = synced.state().checkpoint();
        try (Connection other = synced.target.fixture.connect()) {
            other.setAutoCommit(false);
            other.prepareStatement(synced.target.expand("LOCK TABLE {schema}.transfers IN SHARE MODE"))
                    .execute();

            assertThatThrownBy(() -> commit(Fill.append(start, 0, 4)))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATABASE_BUSY));
            other.rollback();
        }
        assertThat(synced.append(0, 4)).isEqualTo(at(1, 4, 0));
    }

    @Test
    void aTableThatWasAdoptedByAnotherSyncIsNotWritten() throws SQLException {
        Expected start = synced.state().checkpoint();
        synced.target.execute("UPDATE {schema}._ampsync_tables SET sync_uid = 'default/b'");

        assertThatThrownBy(() -> commit(Fill.append(start, 0, 4)))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CLAIMED_BY_OTHER));
        assertThat(synced.rows()).isEmpty();
    }
}
