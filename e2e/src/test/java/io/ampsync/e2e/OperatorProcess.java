package io.ampsync.e2e;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The operator as a process of this machine, with the flags of its image and half of the chart's memory as heap. */
final class OperatorProcess implements AutoCloseable {
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private final Process process;
    private final long startedNanos = System.nanoTime();

    private OperatorProcess(Process process) {
        this.process = process;
    }

    static OperatorProcess start(Path folder, Config config, String namespace, int port) throws IOException {
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
                "-Xmx192m",
                "-cp",
                System.getProperty("java.class.path").replace(':', File.pathSeparatorChar),
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
        return new OperatorProcess(builder.start());
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
