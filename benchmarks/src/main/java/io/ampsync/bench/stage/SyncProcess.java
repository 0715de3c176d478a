package io.ampsync.bench.stage;

import io.ampsync.bench.server.SourceProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code bin/ampsync sync}, as a user starts it. */
public final class SyncProcess implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Process process;

    private SyncProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param settings further variables, over those that name source, table and database
     */
    public static SyncProcess start(Source source, Database database, Map<String, String> settings) throws IOException {
        Path log = Home.path("build/bench-sync.log");
        ProcessBuilder builder = new ProcessBuilder(List.of(Home.program().toString(), "sync"));
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().retainAll(List.of("PATH", "HOME", "JAVA_HOME", "AMPSYNC_JAVA_OPTS"));
        environment.putAll(Map.of(
                "DATASET", SourceProgram.DATASET,
                "TABLES", source.shape().table(),
                "AMPSYNC_ERA", "head",
                "AMP_FLIGHT_ADDR", source.url(),
                "DATABASE_URL", database.uri()));
        environment.putAll(settings);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        return new SyncProcess(builder.start());
    }

    public double cpuSeconds() {
        return Cpu.seconds(process.pid());
    }

    public long peakMemory() {
        return Cpu.peakMemory(process.pid());
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, as an operator does it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
