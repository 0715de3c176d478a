package io.ampsync.bench;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.scenario.Effort;
import io.ampsync.bench.scenario.Scenario;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Scenarios that take too long, or fail, cost their own figures and no others. */
final class Limited {
    private static final Duration LAST_WAIT = Duration.ofSeconds(10);

    private Limited() {}

    /**
     * Runs a scenario.
     *
     * @throws IllegalStateException it failed, or was given up; none of its processes is left
     */
    static List<Figure> run(Scenario scenario, Postgres postgres, Effort effort) throws InterruptedException {
        CompletableFuture<List<Figure>> figures = new CompletableFuture<>();
        // A virtual one: an interrupt ends its reading from sockets too.
        Thread thread = Thread.ofVirtual().name(scenario.name()).start(() -> {
            try {
                figures.complete(scenario.run(postgres, effort));
            } catch (IOException e) {
                figures.completeExceptionally(new UncheckedIOException(e));
            } catch (SQLException | RuntimeException | Error e) {
                figures.completeExceptionally(e);
            }
        });
        Duration limit = scenario.limit();
        try {
            return figures.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            endProcesses();
            thread.join(LAST_WAIT);
            throw new IllegalStateException("took longer than " + limit.toMinutes() + " minutes", e);
        } catch (ExecutionException e) {
            endProcesses();
            throw new IllegalStateException("failed: " + e.getCause(), e);
        }
    }

    /** Everything that this process started: sources and runtimes, and not the server, which has left us. */
    static void endProcesses() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }
}
