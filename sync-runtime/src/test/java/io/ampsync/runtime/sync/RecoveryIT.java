package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.simulator.AmpSimulator;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration NEVER = Duration.ofHours(1);

    private static AmpSimulator simulator() throws IOException {
        return AmpSimulator.builder().blocks(5).start();
    }

    /** Lets one commit through and holds the others until told to go on. */
    private static final class OneAhead implements CommitProbe {
        private final AtomicInteger commits = new AtomicInteger();
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean armed;

        @Override
        public void at(String point) {
            if (armed && point.equals("begin.before") && commits.getAndIncrement() > 0) {
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Test
    void afterTheDatabaseWentBackATableThatNoticesLateGoesOnWithTheNewClaim() throws Exception {
        OneAhead probe = new OneAhead();
        try (AmpSimulator amp = simulator();
                RunningSync sync = new RunningSync(amp, NEVER, probe, "blocks", "logs")) {
            await().atMost(SOON).until(() -> sync.checkpoint() == 4);
            long epoch = sync.number("SELECT epoch FROM {schema}._ampsync_writers");

            probe.armed = true;
            sync.execute("UPDATE {schema}._ampsync_writers SET epoch = 0");
            amp.chain().advance(3);
            await().atMost(SOON).until(() -> sync.number("SELECT epoch FROM {schema}._ampsync_writers") > epoch);
            probe.goOn.countDown();

            await().atMost(SOON).until(() -> sync.checkpoint() == 7 || sync.hasEnded());
            assertThat(sync.hasEnded()).isFalse();
            assertThat(sync.failures).extracting(SyncException::reason).containsOnly(Reason.COMMIT_UNCERTAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class})
    void anErrorIsTriedAgainLikeAnyFailure(Class<? extends Error> type) throws Exception {
        AtomicReference<@Nullable Error> next =
                new AtomicReference<>(type.getConstructor(String.class).newInstance("planted"));
        CommitProbe once = at -> {
            Error error = next.getAndSet(null);
            if (error != null) {
                throw error;
            }
        };
        try (AmpSimulator amp = simulator();
                RunningSync sync = new RunningSync(amp, NEVER, once, "blocks")) {
            await().atMost(SOON).until(() -> sync.checkpoint() == 4 || sync.hasEnded());
            assertThat(sync.hasEnded()).isFalse();
            assertThat(sync.failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessageContaining("planted"));
        }
    }

    @Test
    void aSourceThatNeedsLongForAMicrobatchIsWaitedForInTheEnd() throws Exception {
        try (AmpSimulator amp = simulator();
                RunningSync sync = new RunningSync(amp, Duration.ofMillis(200), CommitProbe.NONE, "blocks")) {
            await().atMost(SOON).until(() -> sync.checkpoint() == 4);

            amp.behave(behaviour -> behaviour.withMessageDelay(Duration.ofMillis(800)));
            amp.resetConnections();
            amp.chain().advance(3);

            await().atMost(SOON).until(() -> sync.checkpoint() == 7);
            assertThat(sync.failures).extracting(SyncException::reason).contains(Reason.SOURCE_UNREACHABLE);
        }
    }
}
