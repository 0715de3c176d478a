package io.ampsync.runtime.cli;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.StatusJson;
import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.manifest.Definition;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync status}: what a running process says of itself. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Asks a running ampsync how it is, and prints what kubectl get ampsyncs prints.")
final class StatusCommand implements Callable<Integer> {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            paramLabel = "URL",
            description = "Where HEALTH_PORT of that process is (default: ${DEFAULT-VALUE}).")
    private String url = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "wide|json",
            description = "wide: more columns; json: the whole report.")
    private String output = "";

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            URI uri = URI.create(url.replaceFirst("/+$", "") + "/status");
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            print(answer.body(), StatusJson.read(answer.body()));
            return ExitCode.STOPPED.code();
        } catch (IOException e) {
            err.println("ampsync: nobody answers at " + url + ": " + e
                    + ". Start ampsync with HEALTH_PORT set, and name its address with --url.");
        } catch (IllegalArgumentException e) {
            err.println("ampsync: " + url + " is not the address of an ampsync: " + e.getMessage() + ".");
        }
        return ExitCode.CONFIGURATION.code();
    }

    private void print(String json, StatusReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (output.equals("json")) {
            out.println(json);
            return;
        }
        Instant now = InstantSource.system().instant();
        List<StatusRow> rows =
                report.syncs().stream().map(sync -> StatusRow.of(sync, now)).toList();
        new StatusTable(Definition.read(), output.equals("wide"))
                .lines(rows, now)
                .forEach(out::println);
        report.syncs().forEach(sync -> update(sync, out));
    }

    private static void update(SyncReport sync, PrintWriter out) {
        DatasetReport dataset = sync.dataset();
        if (dataset != null && dataset.update() != null) {
            out.println(sync.name() + ": version " + dataset.update().version() + " does not run yet: "
                    + dataset.update().message());
        }
    }
}
