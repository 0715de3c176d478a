package io.ampsync.runtime.cli;

import com.google.common.base.Throwables;
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
import io.ampsync.runtime.report.OutageLog;
import io.ampsync.runtime.report.ProcessWatch;
import io.ampsync.runtime.report.Readiness;
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
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ampsync sync}: one dataset, told by environment variables. */
@Command(
        name = SyncCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Streams a dataset into PostgreSQL until stopped. Settings are environment variables.",
        footerHeading = "%nRequired: DATASET (or DATASET_NAME) and DATABASE_URL. All variables:%n")
final class SyncCommand implements Callable<Integer> {
    static final String NAME = "sync";

    /** After this a table that still waits for the database is left to it: its transaction is rolled back there. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(3);

    private static final Duration TICK = Duration.ofMillis(100);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final StopSignal stop;

    SyncCommand(StopSignal stop) {
        this.stop = stop;
    }

    /** From now on the first signal sets {@code stop}, and a second one ends the process. */
    static void listen(StopSignal stop) {
        Signals.handle(stop::stop, SyncCommand::endAtOnce);
    }

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
        PrintWriter err = spec.commandLine().getErr();
        return switch (SyncConfig.parse(System.getenv())) {
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(problem -> err.println("ampsync: " + problem));
                yield ExitCode.CONFIGURATION.code();
            }
            case ConfigResult.Valid(SyncConfig config) -> sync(config).code();
        };
    }

    @SuppressForbidden // a second signal
    private static void endAtOnce() {
        Runtime.getRuntime().halt(ExitCode.DEFECT.code());
    }

    @SuppressForbidden // logs go to standard error
    private ExitCode sync(SyncConfig config) throws InterruptedException {
        Logging.configure(config.report().log(), System.err);
        Logger log = LoggerFactory.getLogger(SyncCommand.class);
        StopSignal.Registration _ = stop.onStop(() -> log.info(Events.SHUTDOWN_SIGNAL_RECEIVED));
        config.remarks().forEach(remark -> log.atWarn().log(Events.SETTING_WITHOUT_EFFECT + ": {}", remark));
        InstantSource clock = InstantSource.system();
        StatusBoard board = new StatusBoard(clock);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        LiveReport report = new LiveReport(
                SyncIdentity.of(config.syncName(), config.report().revision(), clock.instant()), board);
        SyncListener listener = SyncListener.all(List.of(
                board,
                new SyncMetrics(registry, board),
                new EventLog(),
                new OutageLog(clock, config.limits().databaseOutage()),
                new ProcessWatch(report, clock)));
        Supplier<Readiness> readiness = () ->
                Readiness.of(report.get(), clock.instant(), config.limits().databaseOutage());
        try (HealthServer health = config.report().healthPort().isPresent()
                ? new HealthServer(config.report().healthPort().getAsInt(), report, readiness, registry)
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
        } catch (RuntimeException | Error e) {
            log.atError()
                    .setCause(e)
                    .log(
                            Events.UNEXPECTED_FAILURE + ": {}",
                            new SyncException(Reason.DEFECT, "Unexpected: " + e, e).explain());
            return ExitCode.DEFECT;
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
                    LoggerFactory.getLogger(SyncCommand.class).warn(Events.GRACEFUL_SHUTDOWN_TIMEOUT);
                    return program.verdict();
                }
            } catch (ExecutionException e) {
                Throwable cause = Objects.requireNonNull(e.getCause());
                Throwables.throwIfUnchecked(cause);
                throw new IllegalStateException(cause);
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
