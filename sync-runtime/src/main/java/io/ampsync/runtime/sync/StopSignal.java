package io.ampsync.runtime.sync;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Set once, from any thread; wakes everything that waits on it. */
public final class StopSignal {
    private final CountDownLatch latch = new CountDownLatch(1);
    private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

    /** Stops; the registered actions run on the caller's thread, once. */
    public void stop() {
        latch.countDown();
        registrations.forEach(Registration::run);
    }

    public boolean isSet() {
        return latch.getCount() == 0;
    }

    /** Waits; true if it was set meanwhile. */
    public boolean await(Duration atMost) throws InterruptedException {
        return latch.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs {@code action} when stopped, at once if that has happened, never after the registration is closed. */
    public Registration onStop(Runnable action) {
        Registration registration = new Registration(action);
        registrations.add(registration);
        if (isSet()) {
            registration.run();
        }
        return registration;
    }

    /** An action that waits for the signal. */
    public final class Registration implements AutoCloseable {
        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        private void run() {
            if (registrations.remove(this)) {
                action.run();
            }
        }

        @Override
        public void close() {
            registrations.remove(this);
        }
    }
}
