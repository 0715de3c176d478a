package io.ampsync.runtime.report;

import static io.ampsync.runtime.report.Blocks.NETWORK;
import static io.ampsync.runtime.report.Blocks.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.api.TableReport.ReorgReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.report.TableStatus.NetworkStatus;
import io.ampsync.runtime.report.TableStatus.Trouble;
import io.ampsync.runtime.sync.TableState;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class StatusBoardTest {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private Instant now = START;
    private final StatusBoard board = new StatusBoard(() -> now);

    @Test
    void aTableThatNobodySpokeOfIsPending() {
        assertThat(board.table("blocks")).isEqualTo(TableStatus.pending("blocks"));
        assertThat(board.tables()).isEmpty();
    }

    @Test
    void aClosedCommitMovesTheCheckpointAndCountsItsRows() {
        board.resumed("blocks", NETWORK, at(9), 10);
        board.committed("blocks", Blocks.commit(10, 19, 5));

        TableStatus status = board.table("blocks");
        assertThat(status.rows()).isEqualTo(15);
        assertThat(status.lastCommit()).isEqualTo(START);
        assertThat(status.networks()).containsEntry(NETWORK, new NetworkStatus(at(19), null));
    }

    @Test
    void aChunkOfASplitMicrobatchLeavesTheCheckpoint() {
        board.resumed("blocks", NETWORK, at(9), 10);
        board.committed("blocks", Blocks.chunk(10, 14, 5));

        assertThat(board.table("blocks").rows()).isEqualTo(15);
        assertThat(board.table("blocks").networks()).containsEntry(NETWORK, new NetworkStatus(at(9), null));
    }

    @Test
    void reopeningATableTakesTheRowsFromTheDatabase() {
        board.committed("blocks", Blocks.chunk(0, 4, 5));
        board.resumed("blocks", NETWORK, null, 0);

        assertThat(board.table("blocks").rows()).isZero();
    }

    @Test
    void aReorgTakesItsRowsAwayAndIsRemembered() {
        board.resumed("blocks", NETWORK, at(99), 100);
        board.committed("blocks", Blocks.commit(90, 100, 11));
        board.reorganized("blocks", Blocks.reorg(90, 99, 100, 10, 11));
        board.reorganized("blocks", Blocks.reorg(99, 100, 101, 2, 3));

        TableStatus status = board.table("blocks");
        assertThat(status.rows()).isEqualTo(99);
        assertThat(status.reorgs().total()).isEqualTo(2);
        assertThat(status.reorgs().maxDepth()).isEqualTo(10);
        assertThat(status.reorgs().last()).isEqualTo(new ReorgReport(now, NETWORK, 99L, 2L, 2L, 3L));
    }

    @Test
    void lagIsWhatTheSourceHasAndWeDoNot() {
        board.headObserved("blocks", NETWORK, at(25), now, null);
        assertThat(network().lagBlocks()).isNull();

        board.committed("blocks", Blocks.commit(0, 19, 1));
        assertThat(network().lagBlocks()).isEqualTo(6);

        board.headObserved("blocks", NETWORK, at(12), now, null);
        assertThat(network().lagBlocks()).isZero();
    }

    @Test
    void aTroubleKeepsItsBeginningUntilSomethingWorks() {
        board.failed("blocks", new SyncException(Reason.SOURCE_GAP, "first"));
        now = START.plusSeconds(60);
        board.failed("blocks", new SyncException(Reason.SOURCE_GAP, "second"));
        assertThat(board.table("blocks").trouble()).isEqualTo(new Trouble(Reason.SOURCE_GAP, "second", START));

        board.failed("blocks", new SyncException(Reason.DATABASE_FULL, "third"));
        assertThat(board.table("blocks").trouble()).isEqualTo(new Trouble(Reason.DATABASE_FULL, "third", now));

        board.stateChanged("blocks", TableState.PENDING);
        assertThat(board.table("blocks").trouble()).isNotNull();
        board.stateChanged("blocks", TableState.STREAMING);
        assertThat(board.table("blocks").trouble()).isNull();

        board.failed("blocks", new SyncException(Reason.SOURCE_GAP, "fourth"));
        board.committed("blocks", Blocks.commit(0, 1, 1));
        assertThat(board.table("blocks").trouble()).isNull();
    }

    @Test
    void noUpdateOfAnyThreadIsLost() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 2000; i++) {
                String table = "t" + i % 4;
                threads.execute(() -> board.committed(table, Blocks.commit(0, 1, 1)));
            }
        }
        assertThat(board.tables()).hasSize(4).allMatch(table -> table.rows() == 500);
    }

    @Test
    void aTableCanBeForgotten() {
        board.stateChanged("blocks", TableState.PAUSED);
        board.remove("blocks");

        assertThat(board.tables()).isEmpty();
    }

    private NetworkStatus network() {
        return board.table("blocks").networks().getOrDefault(NETWORK, new NetworkStatus(null, null));
    }
}
