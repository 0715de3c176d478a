package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StopSignalTest {
    private final StopSignal stop = new StopSignal();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void wakesAWaiterAtOnce() throws InterruptedException {
        Thread.ofVirtual().start(stop::stop);
        assertThat(stop.await(Duration.ofSeconds(10))).isTrue();
        assertThat(stop.isSet()).isTrue();
    }

    @Test
    void waitingWithoutASignalEndsWithFalse() throws InterruptedException {
        assertThat(stop.await(Duration.ofMillis(1))).isFalse();
    }

    @Test
    void runsARegisteredActionOnceHoweverOftenItIsSet() {
        try (var _ = stop.onStop(calls::incrementAndGet)) {
            stop.stop();
            stop.stop();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void runsALateActionAtOnce() {
        stop.stop();
        try (var _ = stop.onStop(calls::incrementAndGet)) {
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void aClosedRegistrationIsSilent() {
        stop.onStop(calls::incrementAndGet).close();
        stop.stop();
        assertThat(calls).hasValue(0);
    }
}
