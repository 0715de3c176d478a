package io.ampsync.runtime.cli;

import io.ampsync.api.StatusReport;
import io.ampsync.runtime.config.ReportSettings;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.report.HealthServer;
import io.ampsync.runtime.report.Logging;
import io.ampsync.runtime.report.Readiness;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.sync.StopSignal;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process that syncs: logs, HTTP, and one or several syncs that do not hinder each other. */
final class SyncHost {
    private final ReportSettings settings;
    private final StopSignal stop;
    private final InstantSource clock;
    private final PrometheusMeterRegistry registry;
    private final List<HostedSync> syncs = new ArrayList<>();

    /** @param logs where log lines go; not closed */
    SyncHost(ReportSettings settings, OutputStream logs, StopSignal stop, InstantSource clock) {
        this.settings = settings;
        this.stop = stop;
        this.clock = clock;
        Logging.configure(settings.log(), logs);
        // It logs already.
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    /**
     * The one sync of a process.
     *
     * @param outage how long a table that did run may wait for the database and count as ready
     */
    void add(SyncIdentity identity, Duration outage, HostedSync.Settings of) {
        syncs.add(new HostedSync(identity, outage, of, registry, Tags.empty(), new Shared(stop, clock, syncs::size)));
    }

    /** One of several, whose metrics bear its name. */
    void addNamed(SyncIdentity identity, Duration outage, HostedSync.Settings of) {
        Tags tags = Tags.of("sync", identity.namespace() + "/" + identity.name());
        syncs.add(new HostedSync(identity, outage, of, registry, tags, new Shared(stop, clock, syncs::size)));
    }

    /**
     * What syncs of one process share.
     *
     * @param syncs how many of them share its memory
     */
    record Shared(StopSignal stop, InstantSource clock, IntSupplier syncs) {}

    /** What all syncs report, also before they run. */
    StatusReport report() {
        return StatusReport.of(syncs.stream().map(HostedSync::report).toList());
    }

    private Readiness readiness() {
        List<Readiness> each = syncs.stream().map(HostedSync::readiness).toList();
        return new Readiness(
                each.stream().allMatch(Readiness::ready),
                each.stream().flatMap(sync -> sync.notReady().stream()).toList());
    }

    /**
     * Runs all syncs until stopped, or none goes on.
     *
     * @param patient if true, the process stays up to explain what a person has to help with
     */
    Ending run(boolean patient) throws InterruptedException {
        Logger log = LoggerFactory.getLogger(SyncHost.class);
        try (StopSignal.Registration _ = stop.onStop(() -> log.info(Events.SHUTDOWN_SIGNAL_RECEIVED));
                HealthServer health = settings.healthPort().isPresent()
                        ? new HealthServer(settings.healthPort().getAsInt(), this::report, this::readiness, registry)
                        : null) {
            if (health != null) {
                log.atInfo().addKeyValue("port", health.port()).log(Events.HEALTH_SERVER_STARTED);
            }
            return runAll(patient);
        } catch (SyncException e) {
            log.error(e.explain());
            return Ending.of(e);
        } finally {
            log.info(Events.SHUTDOWN_COMPLETE);
        }
    }

    private Ending runAll(boolean patient) throws InterruptedException {
        List<CompletableFuture<Ending>> running = new ArrayList<>();
        for (HostedSync sync : syncs) {
            CompletableFuture<Ending> ending = new CompletableFuture<>();
            running.add(ending);
            Thread.ofVirtual().name("host").start(() -> {
                try {
                    ending.complete(sync.run(patient));
                } catch (InterruptedException | RuntimeException | Error e) {
                    ending.complete(Ending.defect(e));
                }
            });
        }
        Ending worst = Ending.STOPPED;
        for (CompletableFuture<Ending> ending : running) {
            try {
                worst = worst.or(ending.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return worst;
    }
}
