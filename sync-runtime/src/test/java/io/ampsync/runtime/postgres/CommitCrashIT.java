package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static io.ampsync.runtime.postgres.Synced.at;
import static io.ampsync.runtime.postgres.Synced.landed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class CommitCrashIT {
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final Synced synced;
    private Expected before = new Expected(0, null);

    CommitCrashIT(PostgresServer server) throws Exception {
        this.synced = new Synced(server);
    }

    @AfterEach
    void close() throws SQLException {
        synced.close();
    }

    /** A unit that passes every point: it deletes, copies and journals. */
    private CommitUnit reorg() {
        synced.append(0, 4);
        before = synced.append(5, 9);
        return Fill.reorg(before, 5, 12, 1);
    }

    private String everythingAfter(CommitUnit unit) throws SQLException {
        landed(synced.store().commit(NETWORK, unit));
        return synced.everything();
    }

    private void terminateOurs() {
        try {
            synced.target.execute("SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity"
                    + " WHERE application_name LIKE 'ampsync%' AND state <> 'idle'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin.before",
                "begin.after",
                "delete.before",
                "delete.after",
                "copy.before",
                "copy.piece",
                "copy.end",
                "copy.after",
                "commit.before",
                "commit.after"
            })
    void aCrashAnywhereLeavesNothingOrEverything(String point) throws SQLException {
        CommitUnit unit = reorg();
        String nothing = synced.everything();
        TableStore crashing = synced.store(at -> {
            if (at.equals(point)) {
                throw new Crash();
            }
        });

        assertThatThrownBy(() -> crashing.commit(NETWORK, unit)).isInstanceOf(Crash.class);

        String found = synced.everything();
        String everything = everythingAfter(unit);
        assertThat(found).isEqualTo(point.equals("commit.after") ? everything : nothing);
        assertThat(everything).isNotEqualTo(nothing).contains("12 fork 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin.after", "delete.after", "copy.piece", "copy.after", "commit.before"})
    void aConnectionThatBreaksAnywhereIsResolved(String point) throws SQLException {
        CommitUnit unit = reorg();
        String nothing = synced.everything();
        List<String> seen = new ArrayList<>();
        TableStore breaking = synced.store(at -> {
            if (at.equals(point) && seen.isEmpty()) {
                seen.add(at);
                terminateOurs();
            }
        });

        assertThatThrownBy(() -> breaking.commit(NETWORK, unit))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATABASE_UNREACHABLE))
                .hasMessageContaining("did not land");

        assertThat(synced.everything()).isEqualTo(nothing);
        assertThat(everythingAfter(unit)).contains("12 fork 1");
    }

    @Test
    void anAcknowledgementThatIsLostIsResolvedAsLanded() throws SQLException, IOException {
        CommitUnit unit = reorg();
        try (Wire wire = new Wire(synced.target.fixture.port());
                TargetDatabase database = synced.target.through(wire.port())) {
            wire.loseAnswerTo("COMMIT");

            assertThat(synced.store(database, CommitProbe.NONE).commit(NETWORK, unit))
                    .isEqualTo(new CommitOutcome.Landed(3, at(3, 12, 1).watermark(), 5));
        }
        assertThat(synced.rows()).hasSize(13);
        assertThat(synced.target.number("SELECT count(*) FROM {schema}._ampsync_reorgs"))
                .isEqualTo(1);
    }

    @Test
    void aTransactionWhoseHostIsGoneIsEndedAfterTheGrace() throws SQLException, IOException {
        CommitUnit unit = reorg();
        String nothing = synced.everything();
        try (Wire wire = new Wire(synced.target.fixture.port());
                TargetDatabase database = synced.target.through(wire.port())) {
            TableStore store = synced.store(database, CommitProbe.NONE);
            wire.vanishAt("PGCOPY");

            assertThatThrownBy(() -> store.commit(NETWORK, unit))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DATABASE_UNREACHABLE))
                    .hasMessageContaining("did not land");
            assertThat(synced.everything()).isEqualTo(nothing);
            assertThat(landed(store.commit(NETWORK, unit)).next()).isEqualTo(at(3, 12, 1));
        }
    }

    @Test
    void anEndThatCannotBeAskedForIsUncertainUntilTheSameUnitIsCommittedAgain() throws SQLException, IOException {
        CommitUnit unit = reorg();
        try (Wire wire = new Wire(synced.target.fixture.port());
                TargetDatabase database = synced.target.through(wire.port())) {
            TableStore store = synced.store(database, at -> {
                if (at.equals("commit.before")) {
                    wire.loseAnswerTo("COMMIT");
                    wire.refuse(true);
                }
            });

            assertThatThrownBy(() -> store.commit(NETWORK, unit))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.COMMIT_UNCERTAIN));
            wire.refuse(false);

            assertThat(landed(store.commit(NETWORK, unit)).next()).isEqualTo(at(3, 12, 1));
        }
        assertThat(synced.rows()).hasSize(13);
    }

    @Test
    void anIdleConnectionThatDiedIsReplacedUnnoticed() throws SQLException {
        synced.append(0, 4);
        synced.target.execute("SELECT pg_terminate_backend(pid, 3000) FROM pg_stat_activity"
                + " WHERE application_name LIKE 'ampsync%'");

        assertThat(synced.append(5, 9)).isEqualTo(at(2, 9, 0));
    }

    @Test
    @Produces(Reason.FENCED)
    void anOldEpochCannotWriteAfterATakeover() throws SQLException {
        CommitUnit unit = reorg();
        String nothing = synced.everything();
        Claim newer = synced.target.claim(Synced.SYNC);
        List<String> points = new ArrayList<>();

        assertThat(synced.store(points::add).commit(NETWORK, unit)).isEqualTo(new CommitOutcome.Fenced(newer.epoch()));
        assertThat(points).containsExactly("begin.before", "begin.after");
        assertThat(synced.everything()).isEqualTo(nothing);
        assertThatThrownBy(() -> synced.store().learnNetwork(NETWORK, Target.PROVENANCE))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FENCED));
    }

    /** Runs a commit that stops at its first piece until told to go on. */
    private <T> T whileCopying(CommitUnit unit, WhileCopying<T> work) throws Exception {
        CountDownLatch copying = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        TableStore slow = synced.store(at -> {
            if (at.equals("copy.end")) {
                copying.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<CommitOutcome> commit = threads.submit(() -> slow.commit(NETWORK, unit));
            copying.await();
            try {
                return work.run(threads, commit, goOn);
            } finally {
                goOn.countDown();
            }
        }
    }

    private interface WhileCopying<T> {
        T run(ExecutorService threads, Future<CommitOutcome> commit, CountDownLatch goOn) throws Exception;
    }

    @Test
    void aTakeoverWaitsForTheCopyThatRuns() throws Exception {
        CommitUnit unit = Fill.append(synced.state().checkpoint(), 0, 4);

        Claim newer = whileCopying(unit, (threads, commit, goOn) -> {
            Future<Claim> claim = threads.submit(() -> synced.target.claim(Synced.SYNC));
            await().until(() -> synced.target.number(
                            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'" + " AND NOT granted")
                    == 1);
            assertThat(claim.isDone()).isFalse();
            goOn.countDown();
            assertThat(landed(commit.get()).next()).isEqualTo(at(1, 4, 0));
            return claim.get();
        });

        assertThat(newer.epoch()).isEqualTo(synced.claim.epoch() + 1);
        assertThat(synced.store().commit(NETWORK, Fill.append(at(1, 4, 0), 5, 9)))
                .isEqualTo(new CommitOutcome.Fenced(newer.epoch()));
    }

    @Test
    void aTakeoverEndsACommitThatHangs() throws Exception {
        CommitUnit unit = Fill.append(synced.state().checkpoint(), 0, 4);

        Claim newer = whileCopying(unit, (threads, commit, goOn) -> {
            Claim claim = threads.submit(() -> synced.target.claim(Synced.SYNC)).get();
            goOn.countDown();
            assertThat(commit.get()).isEqualTo(new CommitOutcome.Fenced(claim.epoch()));
            return claim;
        });

        assertThat(newer.epoch()).isEqualTo(synced.claim.epoch() + 1);
        assertThat(synced.rows()).isEmpty();
    }

    @Test
    void beingSeenDoesNotWaitForACopyNorStopOthers() throws Exception {
        CommitUnit unit = Fill.append(synced.state().checkpoint(), 0, 4);
        WriterClaim writer = synced.target.writer(Synced.SYNC, Synced.SYNC);

        Standing standing = whileCopying(unit, (threads, commit, goOn) -> writer.refresh(synced.claim));

        assertThat(standing).isEqualTo(new Standing.Ours());
        assertThat(synced.state().checkpoint()).isEqualTo(at(1, 4, 0));
    }

    @Test
    void aDatabaseThatWentBackIsFoundOut() throws SQLException {
        CommitUnit unit = reorg();
        synced.target.execute("UPDATE {schema}._ampsync_writers SET epoch = 0");
        assertThat(synced.store().commit(NETWORK, unit)).isInstanceOf(CommitOutcome.WentBack.class);

        synced.target.execute("DELETE FROM {schema}._ampsync_writers");
        assertThat(synced.store().commit(NETWORK, unit)).isInstanceOf(CommitOutcome.WentBack.class);
    }

    @Test
    void aCheckpointThatWentBackIsRight() throws SQLException {
        CommitUnit unit = reorg();
        synced.target.execute("UPDATE {schema}._ampsync_checkpoints SET seq = 1");
        assertThat(synced.store().commit(NETWORK, unit)).isInstanceOf(CommitOutcome.Stale.class);

        synced.target.execute("DELETE FROM {schema}._ampsync_checkpoints");
        assertThat(synced.store().commit(NETWORK, unit)).isInstanceOf(CommitOutcome.Stale.class);
        assertThat(synced.rows()).hasSize(10);
    }
}
