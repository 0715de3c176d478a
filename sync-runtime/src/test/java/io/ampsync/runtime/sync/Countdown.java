package io.ampsync.runtime.sync;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets a loop die at one point of a commit after the other, each so many points after the last death. */
class Countdown {
    private final int points;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();

    Countdown(int points) {
        this.points = points;
        left.set(points);
    }

    void at(String point) {
        if (deaths.get() < 12 && left.decrementAndGet() < 0) {
            left.set(points + deaths.incrementAndGet());
            throw new IllegalStateException("died at " + point);
        }
    }

    /** How often this was called, this time included. */
    final int hits() {
        return hits.incrementAndGet();
    }

    final int count() {
        return deaths.get();
    }
}
