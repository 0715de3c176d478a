package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.postgres.CommitProbe;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trouble that must not end a table, let alone its sync. */
class RecoveryIT {
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
    @Produces(Reason.COMMIT_UNCERTAIN)
    void afterTheDatabaseWentBackATableThatNoticesLateGoesOnWithTheNewClaim() throws Exception {
        OneAhead probe = new OneAhead();
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().tables("blocks", "logs").probe(probe).start();
            at.awaitHead("blocks");
            at.awaitHead("logs");

            probe.armed = true;
            at.execute("UPDATE {schema}._ampsync_writers SET epoch = 0");
            at.amp.chain().advance(3);
            Playground.await().until(() -> at.number("SELECT epoch FROM {schema}._ampsync_writers") > 1);
            probe.goOn.countDown();

            at.awaitExact("blocks");
            at.awaitExact("logs");
            assertThat(loop.isRunning()).isTrue();
            assertThat(loop.reasons()).containsOnly(Reason.COMMIT_UNCERTAIN);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class})
    void anErrorIsTriedAgainLikeAnyFailure(Class<? extends Error> type) throws Exception {
        AtomicReference<@Nullable Error> next =
                new AtomicReference<>(type.getConstructor(String.class).newInstance("planted"));
        CommitProbe once = point -> {
            Error error = next.getAndSet(null);
            if (error != null) {
                throw error;
            }
        };
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().probe(once).start();

            at.awaitExact("blocks");
            assertThat(loop.failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure).hasMessageContaining("planted"));
        }
    }

    @Test
    void aSourceThatNeedsLongForAMicrobatchIsWaitedForInTheEnd() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().silence(Duration.ofMillis(200)).start();
            at.awaitHead("blocks");

            at.amp.behave(behaviour -> behaviour.withMessageDelay(Duration.ofMillis(800)));
            at.amp.resetConnections();
            at.amp.chain().advance(3);

            at.awaitExact("blocks");
            assertThat(loop.reasons()).contains(Reason.SOURCE_UNREACHABLE);
        }
    }
}
