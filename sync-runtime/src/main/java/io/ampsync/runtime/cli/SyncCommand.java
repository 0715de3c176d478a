package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.ConfigResult;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.config.Variable;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.report.EventLog;
import io.ampsync.runtime.report.HealthServer;
import io.ampsync.runtime.report.LiveReport;
import io.ampsync.runtime.report.Logging;
import io.ampsync.runtime.report.ProcessWatch;
import io.ampsync.runtime.report.StatusBoard;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.report.SyncMetrics;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncEngine;
import io.ampsync.runtime.sync.SyncListener;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ampsync sync}: one dataset, told by environment variables. */
@Command(
        name = "sync",
        mixinStandardHelpOptions = true,
        description = "Streams a dataset into PostgreSQL until stopped. Settings are environment variables.",
        footerHeading = "%nRequired: DATASET (or DATASET_NAME) and DATABASE_URL. All variables:%n")
final class SyncCommand implements Callable<Integer> {
    /** After this a table that still waits for the database is left to it: its transaction is rolled back there. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);

    private static final Duration TICK = Duration.ofMillis(100);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** What {@code --help} lists below the options. */
    static String[] variables() {
        return Arrays.stream(Variable.values())
                .flatMap(variable -> Stream.of(
                        "  " + variable.name()
                                + variable.byDefault().map(value -> "=" + value).orElse(""),
                        "      " + variable.purpose()))
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws InterruptedException {
        StopSignal stop = new StopSignal();
        Signals.handle(
                () -> {
                    LoggerFactory.getLogger(SyncCommand.class).info(Events.SHUTDOWN_SIGNAL_RECEIVED);
                    stop.stop();
                },
                SyncCommand::endAtOnce);
        PrintWriter err = spec.commandLine().getErr();
        return switch (SyncConfig.parse(System.getenv())) {
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(problem -> err.println("ampsync: " + problem));
                yield ExitCode.CONFIGURATION.code();
            }
            case ConfigResult.Valid(SyncConfig config) -> sync(config, stop).code();
        };
    }

    @SuppressForbidden // a second signal
    private static void endAtOnce() {
        Runtime.getRuntime().halt(ExitCode.DEFECT.code());
    }

    @SuppressForbidden // logs go to standard error
    private static ExitCode sync(SyncConfig config, StopSignal stop) throws InterruptedException {
        Logging.configure(config.report().log(), System.err);
        Logger log = LoggerFactory.getLogger(SyncCommand.class);
        config.remarks().forEach(remark -> log.atWarn().log(Events.SETTING_WITHOUT_EFFECT + ": {}", remark));
        InstantSource clock = InstantSource.system();
        StatusBoard board = new StatusBoard(clock);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LiveReport report = new LiveReport(
                SyncIdentity.of(config.syncName(), config.report().revision(), clock.instant()), board);
        SyncListener listener = SyncListener.all(
                List.of(board, new SyncMetrics(registry, board), new EventLog(), new ProcessWatch(report, clock)));
        try (HealthServer health = config.report().healthPort().isPresent()
                ? new HealthServer(config.report().healthPort().getAsInt(), report, registry)
                : null) {
            if (health != null) {
                log.atInfo().addKeyValue("port", health.port()).log(Events.HEALTH_SERVER_STARTED);
            }
            return exit(run(new SyncProgram(config, listener, report, stop, clock), stop), log);
        } catch (SyncException e) {
            log.error(e.explain());
            return e.reason() == Reason.CONFIGURATION_INVALID
                    ? ExitCode.CONFIGURATION
                    : e.reason().needsPerson() ? ExitCode.STUCK : ExitCode.DEFECT;
        } finally {
            log.info(Events.SHUTDOWN_COMPLETE);
        }
    }

    /** Runs the program on its own thread, so that nothing that hangs can delay a stop. */
    private static SyncEngine.Outcome run(SyncProgram program, StopSignal stop) throws InterruptedException {
        CompletableFuture<SyncEngine.Outcome> outcome = new CompletableFuture<>();
        Thread.ofPlatform().name("sync").daemon().start(() -> {
            try {
                outcome.complete(program.run());
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
        while (true) {
            boolean stopping = stop.isSet();
            try {
                return outcome.get(stopping ? LAST_WAIT.toMillis() : TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopping) {
                    LoggerFactory.getLogger(SyncCommand.class).warn(Events.GRACEFUL_SHUTDOWN_TIMEOUT);
                    return program.verdict();
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof SyncException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    private static ExitCode exit(SyncEngine.Outcome outcome, Logger log) {
        return switch (outcome) {
            case SyncEngine.Outcome.Stopped() -> ExitCode.STOPPED;
            case SyncEngine.Outcome.Fenced(SyncException failure) -> {
                log.error(failure.explain());
                yield ExitCode.FENCED;
            }
            case SyncEngine.Outcome.Stuck(List<SyncException> failures) -> {
                failures.forEach(failure -> log.error(failure.explain()));
                yield ExitCode.STUCK;
            }
        };
    }
}
