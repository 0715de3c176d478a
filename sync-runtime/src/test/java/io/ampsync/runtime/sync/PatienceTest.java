package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final SyncException away = new SyncException(Reason.SOURCE_UNREACHABLE, "Connection timeout.");

    /** Half of the range of the jitter, so that delays are what they are called. */
    private final Patience patience = patience(RetrySettings.DEFAULT);

    private static Patience patience(RetrySettings settings) {
        return new Patience(settings, () -> Long.MIN_VALUE);
    }

    private Duration afterFailure() {
        return patience.afterFailure(away).delay();
    }

    @Test
    void goingBackCostsNothingAsLongAsTheChainGrows() {
        for (int block = 100; block < 150; block++) {
            patience.connected(1, block - 1, block);
            assertThat(patience.afterRewind()).isZero();
        }
    }

    @Test
    void lookingForTheForkCostsNothing() {
        patience.connected(5, -1, 1_000);
        for (int attempt = 0; attempt < 17; attempt++) {
            patience.connected(0, 1_000, 1_000);
            assertThat(patience.afterRewind()).isZero();
        }
    }

    @Test
    void aSourceThatGoesToAndFroIsAskedLessAndLessOften() {
        patience.connected(5, -1, 1_000);
        patience.connected(1, 1_000, 995);
        assertThat(patience.afterRewind()).as("one reorg").isZero();
        Duration before = Duration.ZERO;
        for (int round = 0; round < 8; round++) {
            patience.connected(1, 995, 1_000);
            Duration delay = patience.afterRewind();
            assertThat(delay).isGreaterThan(before);
            before = delay;
        }
        patience.connected(1, 995, 1_001);
        assertThat(patience.afterRewind()).as("progress").isZero();
    }

    @Test
    void aConnectionThatGotSomewhereForgivesTheFailuresBefore() {
        Duration first = afterFailure();
        patience.connected(0, 5, 5);
        assertThat(afterFailure()).isGreaterThan(first);
        patience.connected(1, 1_000, 900);
        assertThat(afterFailure()).as("a replacement alone").isGreaterThan(first.multipliedBy(2));
        patience.connected(3, 900, 950);
        assertThat(afterFailure()).as("on the way back up").isEqualTo(first);
    }

    private static RetrySettings limited(boolean enabled, int limit) {
        return new RetrySettings(enabled, OptionalInt.of(limit), Duration.ofMillis(1), Duration.ofSeconds(1), 2, true);
    }

    @Test
    void asManyRetriesAsAllowedAndNotOneMore() {
        Patience two = patience(limited(true, 2));
        assertThat(two.afterFailure(away).attempt()).isEqualTo(1);
        assertThat(two.afterFailure(away))
                .isEqualTo(new Pause(Duration.ofMillis(2), Reason.SOURCE_UNREACHABLE, 2, OptionalInt.of(2)));
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> two.afterFailure(away))
                .withMessage("Max retries (2) exceeded. Last error: SourceUnreachable: Connection timeout.")
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.RETRIES_EXHAUSTED));
        two.connected(1, 5, 6);
        assertThat(two.afterFailure(away).attempt()).as("after progress").isEqualTo(1);
    }

    @Test
    void switchedOffTheFirstFailureIsTheLast() {
        Patience none = patience(limited(false, 5));
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> none.afterFailure(away))
                .withMessageStartingWith("Retries are switched off.");
    }

    @Test
    void whatOnlyHasToBeWaitedForUsesUpNoRetry() {
        Patience two = patience(limited(true, 2));
        SyncException nothing = new SyncException(Reason.NOTHING_SYNCED, "Nothing yet.");
        for (int i = 0; i < 50; i++) {
            assertThat(two.afterFailure(nothing).attempt()).isZero();
        }
        assertThat(two.afterFailure(away).attempt()).isEqualTo(1);
    }
}
