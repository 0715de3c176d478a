package io.ampsync.simulator.cli;

import io.ampsync.simulator.chain.SyntheticChain;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Adds a block to a synthetic chain at a steady pace. */
final class BlockTimer implements AutoCloseable {
    private final CountDownLatch stopped = new CountDownLatch(1);

    private BlockTimer() {}

    static BlockTimer start(SyntheticChain chain, Duration interval) {
        BlockTimer timer = new BlockTimer();
        Thread.ofVirtual().name("block-timer").start(() -> timer.run(chain, interval));
        return timer;
    }

    private void run(SyntheticChain chain, Duration interval) {
        long next = System.nanoTime() + interval.toNanos();
        try {
            while (!stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                chain.advance(1);
                next += interval.toNanos();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped.countDown();
    }
}
