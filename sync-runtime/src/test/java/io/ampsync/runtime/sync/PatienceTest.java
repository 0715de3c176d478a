package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PatienceTest {
    /** Half of the range of the jitter, so that delays are what they are called. */
    private final Patience patience = new Patience(() -> Long.MIN_VALUE);

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
        Duration first = patience.afterFailure();
        patience.connected(0, 5, 5);
        assertThat(patience.afterFailure()).isGreaterThan(first);
        patience.connected(1, 1_000, 900);
        assertThat(patience.afterFailure()).as("a replacement alone").isGreaterThan(first.multipliedBy(2));
        patience.connected(3, 900, 950);
        assertThat(patience.afterFailure()).as("on the way back up").isEqualTo(first);
    }
}
