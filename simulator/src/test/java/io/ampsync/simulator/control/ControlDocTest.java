package io.ampsync.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.http.JsonClient;
import io.ampsync.simulator.query.DerivedDataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The requests in the tables of docs/simulator.md are carried out as they stand there. */
class ControlDocTest {
    private static final Pattern REQUEST = Pattern.compile("`(POST|DELETE) (/[a-z-]+)(?: (\\{[^`]*}))?`");

    @Test
    void everyRequestOfTheControlTableIsCarriedOut() throws Exception {
        List<MatchResult> requests = Pattern.compile("\n")
                .splitAsStream(page())
                .filter(line -> line.startsWith("| "))
                .map(REQUEST::matcher)
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .filter(request -> request.group(3) != null || request.group(1).equals("DELETE"))
                .toList();
        assertThat(requests).hasSizeGreaterThan(25);

        try (AmpSimulator simulator = AmpSimulator.builder().blocks(50).start();
                AdminPort admin = AdminPort.start(simulator, 0);
                ControlPort control = ControlPort.start(simulator, admin.faults(), 0);
                JsonClient client = new JsonClient(control.url())) {
            simulator
                    .catalog()
                    .publish(
                            new DatasetName("demo", "slim"),
                            "0.1.0",
                            DerivedDataset.manifest(
                                    simulator.catalog(),
                                    Map.of("anvil", "_/anvil_rpc@1.0.0"),
                                    Map.of("slim_logs", "SELECT block_num, address FROM anvil.logs")));
            for (MatchResult request : requests) {
                String body = request.group(3) == null ? "" : request.group(3);

                JsonClient.Answer answer = client.send(request.group(1), request.group(2), body);

                assertThat(answer.status())
                        .as("%s: %s", request.group(), answer.body())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void everyRouteIsInThePage() throws Exception {
        String page = page();
        try (AmpSimulator simulator = AmpSimulator.builder().start();
                AdminPort admin = AdminPort.start(simulator, 0);
                ControlPort control = ControlPort.start(simulator, admin.faults(), 0);
                JsonClient client = new JsonClient(control.url())) {
            client.get("/")
                    .body()
                    .findValues("routes")
                    .forEach(routes -> routes.forEach(route ->
                            assertThat(page).contains("`" + route.asText().replace("*", "{name}"))));
        }
    }

    private static String page() {
        try {
            return Files.readString(Path.of("..", "docs", "simulator.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
