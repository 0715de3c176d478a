package io.ampsync.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.http.JsonClient;
import io.ampsync.simulator.table.ExtraTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // each test chooses its era and calls serve
class AdminPortTest {
    private static final DatasetName ETH = DatasetName.of("eth_rpc");

    private AmpSimulator simulator;
    private AdminPort admin;
    private JsonClient client;

    @AfterEach
    void stop() {
        client.close();
        admin.close();
        simulator.close();
    }

    private void serve(Era era, String... furtherVersions) throws IOException {
        serve(era, List.of(), furtherVersions);
    }

    private void serve(Era era, List<ExtraTable> extraTables, String... furtherVersions) throws IOException {
        simulator = AmpSimulator.builder()
                .era(era)
                .extraTables(extraTables)
                .network("mainnet")
                .dataset("eth_rpc", "1.0.0")
                .clock(() -> Instant.parse("2026-03-01T10:00:00.123456789Z"))
                .start();
        for (String version : furtherVersions) {
            publish(version);
        }
        admin = AdminPort.start(simulator, 0);
        client = new JsonClient(admin.url());
    }

    private void publish(String version) {
        simulator.catalog().publish(ETH, version, Manifest.of(simulator.ledger()));
    }

    private JsonNode get(String path) throws Exception {
        JsonClient.Answer answer = client.get(path);
        assertThat(answer.status()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.body();
    }

    private String error(String path) throws Exception {
        return client.get(path).error();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    @Nested
    @DisplayName("38: the seed eras' Admin API")
    class Seed {
        @ParameterizedTest
        @EnumSource(names = {"S1", "S2"})
        void listsDatasetsByNameAndNewestVersion(Era era) throws Exception {
            serve(era, "1.1.0");
            simulator.catalog().publish(DatasetName.of("arb_rpc"), "0.1.0", Manifest.of(simulator.ledger()));

            assertThat(get("/datasets").toString())
                    .isEqualTo("{\"datasets\":["
                            + "{\"name\":\"arb_rpc\",\"version\":\"0.1.0\",\"owner\":\"no-owner\"},"
                            + "{\"name\":\"eth_rpc\",\"version\":\"1.1.0\",\"owner\":\"no-owner\"},"
                            + "{\"name\":\"eth_rpc\",\"version\":\"1.0.0\",\"owner\":\"no-owner\"}],"
                            + "\"next_cursor\":\"eth_rpc:1.0.0\"}");
        }

        @Test
        void cursorIsThereOnTheLastPageTooAndOnlyAnEmptyPageHasNone() throws Exception {
            serve(Era.S1, "1.1.0", "1.2.0");

            List<String> seen = new ArrayList<>();
            List<String> cursors = new ArrayList<>();
            String cursor = "";
            while (true) {
                JsonNode page = get("/datasets/eth_rpc/versions?limit=2" + cursor);
                seen.addAll(texts(page.get("versions")));
                if (!page.has("next_cursor")) {
                    break;
                }
                cursors.add(page.get("next_cursor").asText());
                cursor = "&last_version=" + cursors.getLast();
            }

            assertThat(seen).containsExactly("1.2.0", "1.1.0", "1.0.0");
            assertThat(cursors).containsExactly("1.1.0", "1.0.0");
            assertThat(get("/datasets?limit=1&last_dataset_id=eth_rpc:1.1.0").toString())
                    .contains("\"version\":\"1.0.0\"")
                    .contains("\"next_cursor\":\"eth_rpc:1.0.0\"");
            assertThat(get("/datasets?last_dataset_id=eth_rpc:1.0.0").toString())
                    .isEqualTo("{\"datasets\":[]}");
        }

        @Test
        void versionsAreSortedAsPaddedText() throws Exception {
            serve(Era.S1, "0.10.0", "0.9.0", "1.0.0-rc", "10000.0.0");

            assertThat(texts(get("/datasets/eth_rpc/versions").get("versions")))
                    .as("a pre-release above its release, five digits at the wrong place")
                    .containsExactly("10000.0.0", "1.0.0-rc", "1.0.0", "0.10.0", "0.9.0");
        }

        @Test
        void unknownDatasetHasAnEmptyListOfVersions() throws Exception {
            serve(Era.S2);

            assertThat(get("/datasets/nope/versions").toString()).isEqualTo("{\"versions\":[]}");
        }

        @Test
        void datasetIsDescribedWithItsTables() throws Exception {
            serve(Era.S1, "1.1.0");
            simulator.catalog().register(ETH, "2.0.0", Manifest.of(simulator.ledger()));

            assertThat(get("/datasets/eth_rpc/versions/1.1.0").toString())
                    .startsWith("{\"name\":\"eth_rpc\",\"version\":\"1.1.0\",\"kind\":\"evm-rpc\",\"tables\":["
                            + "{\"name\":\"blocks\",\"active_location\":\"")
                    .contains("\"network\":\"mainnet\"");
            assertThat(get("/datasets/eth_rpc").toString())
                    .as("the newest, which is not deployed and has no location")
                    .contains("\"version\":\"2.0.0\"")
                    .doesNotContain("active_location");
        }

        @Test
        void schemaNamesEveryTableWithItsNetwork() throws Exception {
            serve(Era.S1);

            JsonNode schema = get("/datasets/eth_rpc/versions/1.0.0/schema");

            assertThat(schema.get("name").asText()).isEqualTo("eth_rpc");
            assertThat(schema.get("version").asText()).isEqualTo("1.0.0");
            assertThat(schema.findValuesAsText("network"))
                    .containsOnly("mainnet")
                    .hasSize(3);
            assertThat(schema.at("/tables/2/name").asText()).isEqualTo("logs");
            assertThat(schema.at("/tables/2/schema/arrow/fields/0").toString())
                    .isEqualTo("{\"name\":\"_block_num\",\"type\":\"UInt64\",\"nullable\":false}");
        }

        @Test
        void manifestExistsInTheSecondSeedEraOnly() throws Exception {
            serve(Era.S2);
            assertThat(get("/datasets/eth_rpc/versions/1.0.0/manifest").toString())
                    .isEqualTo("{\"name\":\"eth_rpc\",\"version\":\"1.0.0\",\"kind\":\"evm-rpc\","
                            + "\"network\":\"mainnet\",\"start_block\":0}");
            assertThat(error("/datasets/nope/versions/1.0.0/manifest"))
                    .isEqualTo("404 MANIFEST_NOT_FOUND manifest 'nope' version '1.0.0' not found");
            stop();

            serve(Era.S1);
            assertThat(client.get("/datasets/eth_rpc/versions/1.0.0/manifest").status())
                    .isEqualTo(404);
        }

        @Test
        void schemaOfAQueryIsToldWithItsNetworks() throws Exception {
            serve(Era.S1);

            assertThat(client.post("/schema", "{'sql_query':'SELECT tx_hash FROM eth_rpc.logs','is_sql_dataset':true}")
                            .body()
                            .toString())
                    .isEqualTo("{\"schema\":{\"arrow\":{\"fields\":["
                            + "{\"name\":\"_block_num\",\"type\":\"UInt64\",\"nullable\":false},"
                            + "{\"name\":\"tx_hash\",\"type\":{\"FixedSizeBinary\":32},\"nullable\":false}]}},"
                            + "\"networks\":[\"mainnet\"]}");
            assertThat(client.post("/schema", "{'sql_query':'SELECT x FROM eth_rpc.logs'}")
                            .status())
                    .isEqualTo(400);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                /datasets?limit=0                          | 400 LIMIT_INVALID limit must be greater than 0
                /datasets?limit=1001                       | 400 LIMIT_TOO_LARGE limit 1001 exceeds maximum allowed limit of 1000
                /datasets/eth_rpc/versions?limit=0         | 400 LIMIT_INVALID limit must be greater than 0
                /datasets/eth_rpc/versions?limit=1001      | 400 LIMIT_TOO_LARGE limit 1001 exceeds maximum allowed limit of 1000
                /datasets/nope                             | 404 DATASET_NOT_FOUND dataset 'nope' not found
                /datasets/nope/versions/1.0.0/schema       | 404 DATASET_NOT_FOUND dataset 'nope' version '1.0.0' not found
                /datasets/eth_rpc/versions/9.0.0/schema    | 404 DATASET_NOT_FOUND dataset 'eth_rpc' version '9.0.0' not found
                """)
        void refusalsAreLiteral(String path, String expected) throws Exception {
            serve(Era.S1);

            assertThat(error(path)).isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource({
            "/datasets?limit=many, 400 INVALID_QUERY_PARAMETERS invalid query parameters: ",
            "/datasets?limit=-1, 400 INVALID_QUERY_PARAMETERS invalid query parameters: ",
            "/datasets?last_dataset_id=eth_rpc, 400 INVALID_QUERY_PARAMETERS invalid query parameters: ",
            "/datasets/eth_rpc/versions?last_version=new, 400 INVALID_QUERY_PARAMETERS invalid query parameters: ",
            "/datasets/Eth-Rpc, 400 INVALID_SELECTOR invalid dataset selector: ",
            "/datasets/eth_rpc/versions/latest/schema, 400 INVALID_SELECTOR invalid dataset selector: ",
        })
        void badInputIsRefusedWithItsCode(String path, String start) throws Exception {
            serve(Era.S2);

            assertThat(error(path)).startsWith(start);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "S2, /datasets/eth_rpc/versions/1.0.0/schema",
        "HEAD, /datasets/_/eth_rpc/versions/1.0.0/manifest",
    })
    void everyTypeThatIsServedHasASpelling(Era era, String path) throws Exception {
        serve(era, List.of(ExtraTable.values()));

        String schemas = get(path).toString();

        assertThat(schemas).contains("{\"RunEndEncoded\":[{\"name\":\"run_ends\",\"data_type\":\"Int32\"");
        assertThat(schemas).contains("{\"Union\":[[[", "]],\"Sparse\"]}", "{\"Decimal32\":[9,2]}");
    }

    @Nested
    @DisplayName("39: the current Admin API")
    class Head {
        @Test
        void listsDatasetsWithVersionsInOrderOfMeaning() throws Exception {
            serve(Era.HEAD, "0.9.0", "0.10.0");

            assertThat(get("/datasets").toString())
                    .isEqualTo("{\"datasets\":[{\"namespace\":\"_\",\"name\":\"eth_rpc\",\"latest_version\":\"1.0.0\","
                            + "\"versions\":[\"1.0.0\",\"0.10.0\",\"0.9.0\"]}]}");
        }

        @Test
        void versionsAreSortedAsTextAndLatestIsTheFirstOfThem() throws Exception {
            serve(Era.HEAD, "9.0.0", "10.0.0");

            JsonNode body = get("/datasets/_/eth_rpc/versions");

            assertThat(body.findValuesAsText("version")).containsExactly("9.0.0", "10.0.0", "1.0.0");
            assertThat(body.at("/special_tags/latest").asText()).isEqualTo("9.0.0");
            assertThat(body.at("/versions/0/created_at").asText()).isEqualTo("2026-03-01T10:00:00.123456+00:00");
            assertThat(get("/datasets/_/eth_rpc/versions/latest")
                            .get("manifest_hash")
                            .asText())
                    .as("what latest resolves to is another matter")
                    .isEqualTo(simulator
                            .catalog()
                            .resolve(ETH, "10.0.0")
                            .orElseThrow()
                            .manifestHash());
        }

        @Test
        void askingForADatasetWithoutVersionAlwaysFails() throws Exception {
            serve(Era.HEAD);

            assertThat(error("/datasets/_/eth_rpc")).startsWith("400 INVALID_PATH Invalid path parameters: ");
        }

        @Test
        void registeringAnExistingVersionMovesItsTag() throws Exception {
            serve(Era.HEAD);
            String before = hashOf("1.0.0");

            simulator
                    .catalog()
                    .register(
                            ETH,
                            "1.0.0",
                            new Manifest("evm-rpc", 5, simulator.ledger().tables(), simulator.ledger()));

            assertThat(hashOf("1.0.0")).isNotEqualTo(before).isEqualTo(hashOf("dev"));
            assertThat(get("/datasets/_/eth_rpc/versions/1.0.0")
                            .get("start_block")
                            .asLong())
                    .isEqualTo(5);
        }

        @Test
        void absentDatasetAppearsAfterSomePolls() throws Exception {
            serve(Era.HEAD);
            simulator.catalog().hide(ETH, 2);

            assertThat(get("/datasets").toString()).isEqualTo("{\"datasets\":[]}");
            assertThat(error("/datasets/_/eth_rpc/versions/latest"))
                    .isEqualTo("404 DATASET_NOT_FOUND Dataset '_/eth_rpc' at revision 'latest' not found");
            assertThat(get("/datasets/_/eth_rpc/versions").toString())
                    .isEqualTo("{\"namespace\":\"_\",\"name\":\"eth_rpc\",\"versions\":[],\"special_tags\":{}}");
            assertThat(get("/datasets/_/eth_rpc/versions").get("versions")).hasSize(1);
        }

        private String hashOf(String revision) throws Exception {
            return get("/datasets/_/eth_rpc/versions/" + revision)
                    .get("manifest_hash")
                    .asText();
        }
    }

    @Test
    @DisplayName("44: /healthz answers 200 at HEAD and 404 in the seed eras")
    void healthDependsOnTheEra() throws Exception {
        serve(Era.HEAD);
        assertThat(client.get("/healthz").status()).isEqualTo(200);
        stop();

        serve(Era.S1);
        assertThat(client.get("/healthz").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void unknownRoutesHaveNoBody(Era era) throws Exception {
        serve(era);

        JsonClient.Answer answer = client.get("/nothing");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body().isMissingNode()).isTrue();
    }

    @Test
    void tokenIsAskedForOnlyWhenOneIsSet() throws Exception {
        serve(Era.HEAD);
        simulator.behave(behaviour -> behaviour.withToken(Optional.of("s3cret")));

        assertThat(client.get("/datasets").status()).isEqualTo(401);
        assertThat(client.send("GET", "/datasets", "", "authorization", "Bearer wrong")
                        .status())
                .isEqualTo(401);
        assertThat(client.send("GET", "/datasets", "", "authorization", "Bearer s3cret")
                        .status())
                .isEqualTo(200);
        assertThat(client.get("/healthz").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 500, 503})
    void faultsLastForTheCallsAskedFor(int status) throws Exception {
        serve(Era.S1);
        admin.faults().fail(status, 2);

        assertThat(client.get("/datasets").status()).isEqualTo(status);
        assertThat(client.get("/datasets").status()).isEqualTo(status);
        assertThat(client.get("/datasets").status()).isEqualTo(200);
        assertThat(admin.faults().waiting()).isZero();
    }

    @Test
    void answersCanBeDelayed() throws Exception {
        serve(Era.HEAD);
        admin.faults().delay(Duration.ofMillis(150));

        long start = System.nanoTime();
        get("/datasets");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
    }
}
