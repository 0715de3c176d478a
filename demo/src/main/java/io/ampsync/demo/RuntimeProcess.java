package io.ampsync.demo;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code ampsync sync} as a child process on the class path of this one, to be killed and started again. */
public final class RuntimeProcess implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Dio.netty.jfr.enabled=false",
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=256m");

    private final Process process;

    private RuntimeProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param settings the environment variables of {@code sync}; nothing else of this process's environment that the
     *     runtime could read is handed on
     * @param log where its output is appended
     */
    public static RuntimeProcess start(Map<String, String> settings, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        // A second start of the same classes: without the cache it takes twice as long.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:AOTCache=") || argument.startsWith("-Xlog:"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.ampsync.runtime.cli.Ampsync", "sync"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        Optional.ofNullable(System.getenv("PATH"))
                .ifPresent(path -> builder.environment().put("PATH", path));
        builder.environment().putAll(settings);
        File output = log.toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        return new RuntimeProcess(builder.start());
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code, or empty if it did not end in time. */
    public Optional<Integer> terminate(Duration patience) throws InterruptedException {
        process.destroy();
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(process.exitValue())
                : Optional.empty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
