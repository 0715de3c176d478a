package io.ampsync.e2e;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        try (OperatorProcess operator = start(
                folder,
                config,
                namespace,
                port,
                List.of("-XX:AOTCacheOutput=" + cache, "-XX:+UnlockDiagnosticVMOptions", "-XX:-AOTRecordTraining"))) {
            enough.run();
            operator.stop();
            if (!Files.exists(cache)) {
                throw new IllegalStateException("no ahead-of-time cache was made: see e2e/target/operator.log");
            }
        }
        return cache;
    }

    private static OperatorProcess start(Path folder, Config config, String namespace, int port, List<String> flags)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:CompileThresholdScaling=4",
                "-Djdk.reflect.useNativeAccessorOnly=true",
                "-Xmx154m"));
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                // A cache can only be of jars.
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar"))
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.ampsync.operator.cli.OperatorCommand"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "operator.log").toFile()));
        builder.environment().putAll(asInPod(folder, config));
        builder.environment()
                .putAll(Map.of(
                        "RUNTIME_IMAGE",
                        "ampsync:test",
                        "WATCH_NAMESPACES",
                        namespace,
                        "OPERATOR_NAMESPACE",
                        Release.NAMESPACE,
                        "PORT",
                        String.valueOf(port)));
        OperatorProcess operator = new OperatorProcess(builder.start());
        Runtime.getRuntime().addShutdownHook(new Thread(operator::close));
        return operator;
    }

    /** The cluster as a pod sees it, but for where the files of the service account are. */
    private static Map<String, String> asInPod(Path folder, Config config) throws IOException {
        URI server = URI.create(config.getMasterUrl());
        Path token = Files.writeString(folder.resolve("token"), config.getOauthToken());
        Path authority =
                Files.write(folder.resolve("ca.crt"), Base64.getDecoder().decode(config.getCaCertData()));
        return Map.of(
                "KUBECONFIG",
                "",
                "KUBERNETES_AUTH_TRYKUBECONFIG",
                "false",
                "KUBERNETES_SERVICE_HOST",
                server.getHost(),
                "KUBERNETES_SERVICE_PORT",
                String.valueOf(server.getPort()),
                "KUBERNETES_AUTH_SERVICEACCOUNT_TOKEN",
                token.toString(),
                "KUBERNETES_CERTS_CA_FILE",
                authority.toString());
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

    /** As a rollout does, so that the next one need not wait for the Lease. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException("the operator does not end: see e2e/target/operator.log");
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
