package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** {@code ampsync sync} as a process of its own, on the class path of the test, with nothing else in its environment. */
final class Child implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto");
    private static final List<String> MEMORY = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=256m");
    private static final Pattern PORT = Pattern.compile("health_server_started.*?port\"?[=:](\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;
    private int port;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it; it picks its own health port unless the settings name one. AMPSYNC_MEMORY is what {@code bin/ampsync}
     * makes of it.
     */
    static Child start(Map<String, String> settings) throws IOException {
        return start(settings, List.of("sync"));
    }

    /** As {@link #start(Map)}, another command. */
    static Child start(Map<String, String> settings, List<String> arguments) throws IOException {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(settings.containsKey("AMPSYNC_MEMORY") ? memory(settings) : MEMORY);
        return start(flags, settings, arguments);
    }

    private static List<String> memory(Map<String, String> settings) throws IOException {
        ProcessBuilder script = new ProcessBuilder(
                Path.of("..", "bin", "memory-flags").toAbsolutePath().toString());
        script.environment().putAll(settings);
        byte[] line = script.start().getInputStream().readAllBytes();
        return List.of(new String(line, StandardCharsets.UTF_8).strip().split(" "));
    }

    /** The usual flags, and these. */
    static List<String> flagsAnd(String... more) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(MEMORY);
        flags.addAll(List.of(more));
        return flags;
    }

    /** Starts it on a JVM with other flags. */
    static Child start(List<String> flags, Map<String, String> settings) throws IOException {
        return start(flags, settings, List.of("sync"));
    }

    private static Child start(List<String> flags, Map<String, String> settings, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ampsync.class.getName()));
        command.addAll(arguments);
        Path log = Files.createTempFile(Path.of("target"), "child-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("HEALTH_PORT", "0");
        builder.environment().clear();
        builder.environment().putAll(all);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        return new Child(builder.start(), log);
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
    }

    /** Everything that it printed. */
    String output() throws IOException {
        return Files.readString(log);
    }

    Child awaitOutput(String part) {
        await().untilAsserted(() -> assertThat(output()).contains(part));
        return this;
    }

    Child awaitHealthPort() {
        await().untilAsserted(() -> {
            Matcher match = PORT.matcher(output());
            assertThat(match.find()).as("the health server's port in %s", log).isTrue();
            port = Integer.parseInt(match.group(1));
        });
        return this;
    }

    /** Of its health server, once that is known. */
    String address() {
        return "http://127.0.0.1:" + port;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(address() + path);
        return HTTP.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The report of the one sync. */
    JsonNode report() throws IOException, InterruptedException {
        return Objects.requireNonNull(
                new ObjectMapper().readTree(get("/status").body()).path("syncs").get(0));
    }

    /** A table of the report; a missing node before it is known. */
    JsonNode table(String name) throws IOException, InterruptedException {
        for (JsonNode table : report().path("tables")) {
            if (table.path("name").asText().equals(name)) {
                return table;
            }
        }
        return new ObjectMapper().missingNode();
    }

    /** The most memory that it had at any time, in bytes; only on Linux. */
    long peakMemory() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    Child signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        return this;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The exit code; fails if it does not come in time. */
    int exit(Duration within) throws InterruptedException, IOException {
        assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended within %s; it printed:%n%s", within, output())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
