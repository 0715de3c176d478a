package io.ampsync.runtime.cli;

import com.google.common.base.Throwables;
import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.SideNames;
import io.ampsync.runtime.report.EventLog;
import io.ampsync.runtime.report.LiveReport;
import io.ampsync.runtime.report.OutageLog;
import io.ampsync.runtime.report.ProcessWatch;
import io.ampsync.runtime.report.Readiness;
import io.ampsync.runtime.report.ResilienceBoard;
import io.ampsync.runtime.report.StatusBoard;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.report.SyncMetrics;
import io.ampsync.runtime.resilience.Backoff;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncEngine.Outcome;
import io.ampsync.runtime.sync.SyncListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync of this process: its report, and how it goes from settings to an end, perhaps more than once. */
final class HostedSync {
    private static final Logger LOG = LoggerFactory.getLogger(HostedSync.class);

    /** After this a table that still waits for the database is left to it: its transaction is rolled back there. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration SECRETS = Duration.ofSeconds(10);
    private static final Duration SLOWEST = Duration.ofMinutes(5);

    private final Settings settings;
    private final LiveReport report;
    private final SyncListener listener;
    private final Duration outage;
    private final SyncHost.Shared shared;
    private final StopSignal stop;
    private final InstantSource clock;

    /** Where the settings come from. They are read anew for each attempt, because Secrets may appear. */
    interface Settings {
        /**
         * Reads them.
         *
         * @throws SyncException a Secret is missing, or something is wrong with them
         */
        SyncConfig read();
    }

    /**
     * Runs nothing yet.
     *
     * @param outage how long a table that did run may wait for the database and count as ready
     * @param tags that tell its metrics from those of other syncs of this process
     */
    HostedSync(
            SyncIdentity identity,
            Duration outage,
            Settings settings,
            MeterRegistry registry,
            Tags tags,
            SyncHost.Shared shared) {
        this.outage = outage;
        this.settings = settings;
        this.shared = shared;
        this.stop = shared.stop();
        this.clock = shared.clock();
        StatusBoard board = new StatusBoard(clock);
        ResilienceBoard resilience = new ResilienceBoard(registry, tags, clock);
        report = new LiveReport(identity, board, resilience::report);
        listener = SyncListener.all(List.of(
                // What is filled beside is not among the tables that readers know.
                SyncListener.of(
                        table -> !SideNames.isFilling(table),
                        SyncListener.all(List.of(
                                board,
                                new SyncMetrics(registry, board, tags),
                                new OutageLog(clock, outage),
                                new ProcessWatch(report, clock)))),
                resilience,
                new EventLog()));
    }

    Readiness readiness() {
        return Readiness.of(report.get(), clock.instant(), outage);
    }

    SyncReport report() {
        return report.get().syncs().getFirst();
    }

    /**
     * Runs until stopped, or nothing can go on.
     *
     * @param patient if true, what a person can help with is looked at again, and the report says so meanwhile
     */
    Ending run(boolean patient) throws InterruptedException {
        Backoff backoff = new Backoff(SECRETS, SLOWEST, new SecureRandom());
        while (true) {
            Ending ending = attempt();
            ending.failures().forEach(HostedSync::log);
            if (stop.isSet() || !patient || !ending.mayPass()) {
                return ending;
            }
            // Secrets are files that are cheap to look at; all else is asked less and less often.
            boolean secret = ending.failures().stream().anyMatch(failure -> failure.reason() == Reason.SECRET_MISSING);
            if (stop.await(secret ? SECRETS : backoff.next())) {
                return Ending.STOPPED;
            }
        }
    }

    private Ending attempt() throws InterruptedException {
        // A fenced or stuck engine stops its own signal; the process and the other syncs go on.
        StopSignal own = new StopSignal();
        try (StopSignal.Registration _ = stop.onStop(own::stop)) {
            SyncConfig config = settings.read();
            report.update(now -> now.withConfiguration(null));
            config.remarks().forEach(remark -> LOG.atWarn().log(Events.SETTING_WITHOUT_EFFECT + ": {}", remark));
            SyncProgram program = new SyncProgram(config, shared.syncs().getAsInt(), listener, report, own, clock);
            Thread rotation = Thread.ofVirtual().name("secrets").start(() -> rotate(program, own));
            try {
                return Ending.of(outcome(program, own));
            } finally {
                rotation.interrupt();
            }
        } catch (SyncException e) {
            if (e.reason() == Reason.CONFIGURATION_INVALID || e.reason() == Reason.SECRET_MISSING) {
                unconfigured(e);
            }
            return Ending.of(e);
        } catch (RuntimeException | Error e) {
            return Ending.defect(e);
        }
    }

    private static void log(SyncException failure) {
        if (failure.reason() == Reason.DEFECT) {
            LOG.atError().setCause(failure.getCause()).log(Events.UNEXPECTED_FAILURE + ": {}", failure.explain());
        } else {
            LOG.error(failure.explain());
        }
    }

    /** Files of Secrets change in place. While they are incomplete, what was read before stays in use. */
    private void rotate(SyncProgram program, StopSignal ended) {
        try {
            while (!ended.await(SECRETS)) {
                try {
                    program.rotate(settings.read());
                } catch (SyncException e) {
                    LOG.debug("Secrets were not read: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void unconfigured(SyncException failure) {
        TroubleReport trouble =
                TroubleReport.of(failure.reason(), String.valueOf(failure.getMessage()), clock.instant());
        report.update(process -> process.withConfiguration(trouble.after(process.configuration())));
    }

    /** Runs the program on its own thread, so that nothing that hangs can delay a stop. */
    private static Outcome outcome(SyncProgram program, StopSignal stop) throws InterruptedException {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread.ofPlatform().name("sync").daemon().start(() -> {
            try {
                outcome.complete(program.run());
            } catch (InterruptedException | RuntimeException | Error e) {
                // An Error too: a thread that ends without a word would leave a process that does nothing.
                outcome.completeExceptionally(e);
            }
        });
        while (true) {
            boolean stopping = stop.isSet();
            try {
                return outcome.get(stopping ? LAST_WAIT.toMillis() : TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopping) {
                    LOG.warn(Events.GRACEFUL_SHUTDOWN_TIMEOUT);
                    return program.verdict();
                }
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNull(e.getCause());
                Throwables.throwIfUnchecked(cause);
                throw new IllegalStateException(cause);
            }
        }
    }
}
