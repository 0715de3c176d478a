package io.ampsync.operator.status;

import static io.ampsync.operator.status.ThrottleTest.condition;
import static io.ampsync.operator.status.ThrottleTest.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.TableReport;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.DatasetStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.ReorgsStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.TableStatus;
import io.ampsync.api.v1alpha1.TableStatus.ReorgStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionsTest {
    private static final Condition STREAMING = condition("Ready", Truth.TRUE, "Streaming", "2 of 2.");
    private static final Condition FAILED = condition("Ready", Truth.FALSE, "TableFailed", "Table blocks failed.");

    @Test
    void nothingThatHappensIsNotTold() {
        assertThat(Transitions.between(status(1, STREAMING), status(2, STREAMING)))
                .isEmpty();
    }

    @Test
    void readinessIsToldWhenItChanges() {
        assertThat(Transitions.between(status(1, STREAMING), status(1, FAILED)))
                .containsExactly(Notice.warning("TableFailed", "Table blocks failed."));
        assertThat(Transitions.between(status(1, FAILED), status(1, STREAMING)))
                .containsExactly(Notice.normal("Streaming", "2 of 2."));
    }

    @Test
    void aRolloutIsNoWarning() {
        Condition rolling = condition("Ready", Truth.FALSE, "RollingOut", "Waiting.");
        Condition reconciling = condition("Reconciling", Truth.TRUE, "RollingOut", "Waiting.");

        assertThat(Transitions.between(status(1, STREAMING), status(1, rolling, reconciling)))
                .containsExactly(Notice.normal("RollingOut", "Waiting."));
    }

    @Test
    void catchingUpIsToldAfterABackfillAndNotAfterEveryBlock() {
        Condition head = condition("CaughtUp", Truth.TRUE, "AtHead", "At the head.");
        Condition backfilling = condition("CaughtUp", Truth.FALSE, "Backfilling", "");
        Condition lagging = condition("CaughtUp", Truth.FALSE, "Lagging", "");

        assertThat(Transitions.between(status(1, backfilling), status(1, head)))
                .containsExactly(Notice.normal("CaughtUp", "At the head."));
        assertThat(Transitions.between(status(1, lagging), status(1, head))).isEmpty();
    }

    @Test
    void aReorgIsToldWithItsTableBlockAndDepth() {
        AmpSyncStatus before = reorgs(1, new ReorgStatus(Instant.EPOCH, "mainnet", 10L, 1L, 1L, 1L));
        AmpSyncStatus after = reorgs(3, new ReorgStatus(Instant.MAX, "mainnet", 990L, 4L, 4L, 5L));

        assertThat(Transitions.between(before, after))
                .containsExactly(
                        Notice.normal("Reorg", "2 reorganizations stored: table blocks from block 990, 4 deep."));
    }

    @Test
    void aVersionThatRunsIsTold() {
        assertThat(Transitions.between(version("1.0.0"), version("1.1.0")))
                .containsExactly(Notice.normal("VersionChanged", "Version 1.1.0 runs after 1.0.0."));
    }

    private static AmpSyncStatus reorgs(long total, ReorgStatus last) {
        TableStatus table = new TableStatus("blocks", TableReport.Mode.STREAMING, 1L, List.of(), last, null);
        return new AmpSyncStatus(
                1L, List.of(), null, null, List.of(table), new ReorgsStatus(total, null, null, null), null);
    }

    private static AmpSyncStatus version(String version) {
        return new AmpSyncStatus(
                1L, List.of(), new DatasetStatus("_/eth", version, version, null), null, List.of(), null, null);
    }
}
