package io.ampsync.runtime.flight;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.jspecify.annotations.Nullable;

/** An answer of GetFlightInfo that was asked for before anybody needed it. */
final class EarlyAnswer implements Runnable {
    /** Later the source may not know its ticket any more: asking again is cheap. */
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final StreamRequest request;
    private final FutureTask<FlightInfo> answer;
    private final long since = System.nanoTime();

    EarlyAnswer(StreamRequest request, Callable<FlightInfo> question) {
        this.request = request;
        answer = new FutureTask<>(question);
    }

    /** Asks. */
    @Override
    public void run() {
        answer.run();
    }

    boolean isTo(StreamRequest other) {
        return request.equals(other);
    }

    /** Waits for it; null if it failed, or has become old: then it is to be asked for again. */
    @Nullable
    FlightInfo orNull() {
        if (System.nanoTime() - since > FRESH.toNanos()) {
            return null;
        }
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
