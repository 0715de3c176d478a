package io.ampsync.e2e;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The operator as a process of this machine, with the flags of its image and two fifths of the memory in the chart as heap. */
final class OperatorProcess implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private final Process process;
    private final long startedNanos = System.nanoTime();

    private OperatorProcess(Process process) {
        this.process = process;
    }

    /** @param cache an ahead-of-time cache, as the image has one */
    static OperatorProcess start(Path folder, Config config, String namespace, int port, Path cache)
            throws IOException {
        return start(folder, config, namespace, port, List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache));
    }

    /** Makes the cache, of an operator that has something to reconcile in that namespace until {@code enough} returns. */
    static Path train(Path folder, Config config, String namespace, int port, Runnable enough)
            throws IOException, InterruptedException {
        Path cache = folder.resolve("operator.aot");
        try (OperatorProcess operator =
                start(folder, config, namespace, port, List.of("-XX:AOTCacheOutput=" + cache))) {
            enough.run();
            operator.process.destroy();
            if (!operator.process.waitFor(2, TimeUnit.MINUTES) || !Files.exists(cache)) {
                throw new IllegalStateException("no ahead-of-time cache was made: see e2e/target/operator.log");
            }
        }
        return cache;
    }

    private static OperatorProcess start(Path folder, Config config, String namespace, int port, List<String> flags)
            throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: e2e
                contexts: [{name: e2e, context: {cluster: e2e, user: e2e}}]
                clusters: [{name: e2e, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: e2e, user: {token: "%s"}}]
                """.formatted(
                        config.getMasterUrl(), config.getCaCertData(), config.getOauthToken()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx154m"));
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                // A cache can only be of jars.
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.ampsync.operator.cli.OperatorCommand",
                "--runtime-image=ampsync:test",
                "--namespaces=" + namespace,
                "--operator-namespace=" + Release.NAMESPACE,
                "--port=" + port));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "operator.log").toFile()));
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        OperatorProcess operator = new OperatorProcess(builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(operator::close));
        return operator;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** The most memory that it had at any time, in MiB. */
    long mostMebibytes() throws IOException {
        String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
        Matcher found = RESIDENT.matcher(status);
        if (!found.find()) {
            throw new IllegalStateException(status.toLowerCase(Locale.ROOT));
        }
        return Long.parseLong(found.group(1)) / 1024;
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
