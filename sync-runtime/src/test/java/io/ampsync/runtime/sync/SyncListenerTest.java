package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.PastReorgs;
import io.ampsync.runtime.resilience.BreakerState;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncListenerTest {
    private static final Cursor CURSOR = new Cursor(9, BlockHash.ZERO);

    @Test
    void everyEventReachesEveryListenerInOrder() {
        List<String> heard = new ArrayList<>();
        SyncListener all = SyncListener.all(List.of(recording("a", heard), recording("b", heard)));

        all.stateChanged("t", TableState.STREAMING);
        all.resumed("t", "n", null, 0);
        all.received("t", 1, 2);
        all.skipped("t", 1);
        all.committed(
                "t",
                new CommitSummary(new BlockRange("n", 0, 9, BlockHash.ZERO, null), true, 1, 2, Duration.ofMillis(3)));
        all.reorganized("t", new ReorgSummary("n", 7, CURSOR, CURSOR, 1, 1));
        all.headObserved("t", "n", CURSOR, Instant.EPOCH, null);
        all.columnRenamed("t", "xmin", "xmin_1");
        all.nulsChanged("t", "c", 1);
        all.reconnecting("t", Pause.of(Duration.ofSeconds(1), Reason.SOURCE_GAP));
        all.failed("t", new SyncException(Reason.DEFECT, "x"));
        all.reorgsKnown("t", new PastReorgs(0, 0, null));
        all.writerChanged(new WriterReport(WriterReport.State.HELD, 1L, "nonce"));
        all.sourceAnswered(null);
        all.databaseAnswered(null);
        all.paced("t", Duration.ZERO);
        all.rejected("t");
        all.breakerChanged(new BreakerState("source", BreakerState.Phase.OPEN, 5, Duration.ofSeconds(30)));

        List<String> expected = new ArrayList<>();
        for (String event : List.of(
                "stateChanged",
                "resumed",
                "received",
                "skipped",
                "committed",
                "reorganized",
                "headObserved",
                "columnRenamed",
                "nulsChanged",
                "reconnecting",
                "failed",
                "reorgsKnown",
                "writerChanged",
                "sourceAnswered",
                "databaseAnswered",
                "paced",
                "rejected",
                "breakerChanged")) {
            expected.add("a " + event);
            expected.add("b " + event);
        }
        assertThat(heard).containsExactlyElementsOf(expected);
        assertThat(Arrays.stream(SyncListener.class.getDeclaredMethods())
                        .filter(method -> !Modifier.isStatic(method.getModifiers())))
                .as("an event that is not broadcast here")
                .hasSize(expected.size() / 2);
    }

    @Test
    void depthCountsTheBlocksGivenUp() {
        assertThat(new ReorgSummary("n", 7, CURSOR, CURSOR, 0, 0).depth()).isEqualTo(3);
    }

    private static SyncListener recording(String name, List<String> heard) {
        InvocationHandler record = (_, method, _) -> {
            heard.add(name + " " + method.getName());
            return null;
        };
        return (SyncListener) Proxy.newProxyInstance(
                SyncListener.class.getClassLoader(), new Class<?>[] {SyncListener.class}, record);
    }
}
