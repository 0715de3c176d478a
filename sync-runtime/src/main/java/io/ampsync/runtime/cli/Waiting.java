package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.resilience.Backoff;
import io.ampsync.runtime.sync.StopSignal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a side that may not be there yet until it answers, and says in the log what is missing. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);
    private static final Duration FIRST_POLL = Duration.ofSeconds(2);

    /** Every so many looks the whole advice is repeated. */
    private static final int REMIND_EVERY = 5;

    private final StopSignal stop;
    private final Duration longestPause;
    private final RetrySettings retry;
    private final RandomGenerator random;

    /** @param retry how often a failure is tried again; how long to wait in between is decided here */
    Waiting(StopSignal stop, Duration longestPause, RetrySettings retry, RandomGenerator random) {
        this.stop = stop;
        this.longestPause = longestPause;
        this.retry = retry;
        this.random = random;
    }

    /**
     * Tries until it works; empty if stopped meanwhile.
     *
     * @param answered hears of every answer, null for a good one
     * @throws SyncException what time cannot help, or {@link Reason#RETRIES_EXHAUSTED}
     */
    <T> Optional<T> until(Consumer<@Nullable SyncException> answered, Callable<T> attempt) throws InterruptedException {
        Backoff failures = new Backoff(retry.between(FIRST_POLL, longestPause), random);
        Backoff waits = new Backoff(FIRST_POLL, longestPause, random);
        @Nullable Reason last = null;
        int alike = 0;
        while (!stop.isSet()) {
            Duration pause;
            try {
                T answer = attempt.call();
                answered.accept(null);
                return Optional.of(answer);
            } catch (SyncException e) {
                answered.accept(e);
                if (e.reason().needsPerson()) {
                    throw e;
                }
                if (!e.reason().isWaiting() && failures.isExhausted()) {
                    throw failures.exhausted(e);
                }
                alike = e.reason() == last ? alike + 1 : 0;
                last = e.reason();
                log(e, alike);
                pause = (e.reason().isWaiting() ? waits : failures).next();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new SyncException(Reason.DEFECT, "Unexpected: " + e, e);
            }
            if (stop.await(pause)) {
                break;
            }
        }
        return Optional.empty();
    }

    /** @param alike how many looks before this one had the same reason */
    private static void log(SyncException failure, int alike) {
        String event = event(failure.reason(), alike);
        if (alike == 0) {
            LOG.atWarn().addKeyValue("reason", failure.reason().label()).log(event + ": {}", failure.explain());
        } else {
            LOG.atInfo()
                    .addKeyValue("reason", failure.reason().label())
                    .addKeyValue("attempt", alike + 1)
                    .log(event + ": {}", alike % REMIND_EVERY == 0 ? failure.explain() : failure.getMessage());
        }
    }

    private static String event(Reason reason, int alike) {
        return switch (reason) {
            case DATABASE_UNREACHABLE, DATABASE_UNAUTHENTICATED, DATABASE_READ_ONLY, DATABASE_FULL, DATABASE_BUSY ->
                Events.DB_CONNECTION_RETRY;
            // Any other trouble of these first questions is the source's.
            default -> {
                if (alike > 0) {
                    yield alike % REMIND_EVERY == 0 ? Events.STILL_WAITING_FOR_DATASET : Events.WAITING_FOR_DATASET;
                }
                yield reason == Reason.DATASET_NOT_FOUND ? Events.DATASET_NOT_FOUND : Events.WAITING_FOR_DATASET;
            }
        };
    }
}
