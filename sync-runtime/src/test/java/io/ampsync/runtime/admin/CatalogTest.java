package io.ampsync.runtime.admin;

import static io.ampsync.runtime.admin.AdminClientTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogTest {
    private static final String HASH = "25f4778d4db839bf1d7ff1e6b6eb8455e31cc1d3378952bee5499c64c5748fec";

    private final AdminServer server = new AdminServer();
    private final AdminClient client = new AdminClient(server.settings(""), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Nested
    class Head {
        private final Catalog catalog = client.catalog(Era.HEAD);

        @ParameterizedTest
        @CsvSource({"anvil_rpc, 1.0.0", "anvil_rpc@1.0.0, 1.0.0", "anvil_rpc@dev, dev", "anvil_rpc@" + HASH + "," + HASH
        })
        void everyRevisionIsPinnedToItsManifest(String dataset, String version) throws Exception {
            server.playing("08_admin_api.json").answering("/datasets/_/anvil_rpc/versions/" + HASH + "/manifest", """
                    {"kind":"evm-rpc","network":"anvil","tables":{"blocks":{"network":"anvil"},"logs":{}}}""");

            ResolvedDataset resolved = catalog.resolve(DatasetRef.parse(dataset));

            assertThat(resolved.asked()).isEqualTo(DatasetRef.parse(dataset));
            assertThat(resolved.pinned()).isEqualTo(DatasetRef.parse("anvil_rpc@" + HASH));
            assertThat(resolved.version()).isEqualTo(version);
            assertThat(resolved.manifestHash()).isEqualTo(HASH);
            assertThat(resolved.tables())
                    .containsExactly(
                            new DatasetTable("blocks", "anvil"),
                            new DatasetTable("transactions", "anvil"),
                            new DatasetTable("logs", "anvil"));
        }

        @Test
        void aDerivedDatasetNamesNoNetwork() throws Exception {
            String path = "/datasets/edge/transfers/versions/1.0.0";
            server.answering(path, """
                            {"manifest_hash":"%s","tables":["transfers"]}""".formatted(HASH))
                    .answering("/datasets/edge/transfers/versions/" + HASH + "/manifest", """
                            {"kind":"manifest","tables":{"transfers":{"input":{"sql":"SELECT 1"}}}}""");

            assertThat(catalog.resolve(DatasetRef.parse("edge/transfers@1.0.0")).tables())
                    .containsExactly(new DatasetTable("transfers", null));
        }

        @Test
        void withoutAManifestOnlyTheNetworksAreUnknown() throws Exception {
            server.playing("08_admin_api.json");

            assertThat(catalog.resolve(DatasetRef.parse("anvil_rpc")).tables())
                    .extracting(DatasetTable::network)
                    .containsExactly(null, null, null);
        }

        @Test
        @DisplayName("A27: latest by semver, not by place")
        void latestIsTheHighestVersionWhateverTheServerSays() throws Exception {
            server.answering("/datasets/_/eth/versions", versions("0.9.0", "1.0.0-rc.1", "0.10.0"));
            assertThat(catalog.latest(DatasetRef.parse("eth")).text()).isEqualTo("1.0.0-rc.1");

            server.answering("/datasets/_/eth/versions", versions("0.9.0", "1.0.0-rc.1", "1.0.0", "0.10.0", "odd"));
            assertThat(catalog.latest(DatasetRef.parse("eth")).text()).isEqualTo("1.0.0");
        }

        @Test
        @DisplayName("A24: latest asks for the versions once and for nothing else")
        void latestIsOneRequest() throws Exception {
            server.playing("11_versions.json");

            PublishedVersion latest = catalog.latest(DatasetRef.parse("anvil_rpc"));

            assertThat(latest.manifestHash()).isEqualTo(HASH);
            assertThat(server.requests()).containsExactly("/datasets/_/anvil_rpc/versions");
        }

        @Test
        @DisplayName("A28: no versions available")
        void anUnknownDatasetIsNotFound() {
            server.playing("08_admin_api.json");

            assertRefused(
                    () -> catalog.latest(DatasetRef.parse("nope")),
                    Reason.DATASET_NOT_FOUND,
                    "No versions available of dataset _/nope");
            assertRefused(
                    () -> catalog.resolve(DatasetRef.parse("anvil_rpc@9.9.9")),
                    Reason.DATASET_NOT_FOUND,
                    "Dataset '_/anvil_rpc' at revision '9.9.9' not found");
        }

        @Test
        void aRepublishedVersionIsNoticed() throws Exception {
            server.answering("/datasets/_/eth/versions", versions("1.0.0"));
            PublishedVersion before = catalog.latest(DatasetRef.parse("eth"));
            server.answering("/datasets/_/eth/versions", versions("1.0.0").replace("ffff", "eeee"));

            assertThat(catalog.latest(DatasetRef.parse("eth"))).isNotEqualTo(before);
        }

        @Test
        void anAnswerOfAnotherShapeIsNoAmpServer() {
            server.answering("/datasets/_/eth/versions", "{\"versions\":[\"1.0.0\"]}");

            assertRefused(
                    () -> catalog.latest(DatasetRef.parse("eth")), Reason.SOURCE_INCOMPATIBLE, "has no text version");
        }

        private static String versions(String... versions) {
            return IntStream.range(0, versions.length)
                    .mapToObj(i -> "{\"version\":\"" + versions[i] + "\",\"manifest_hash\":\"" + "f".repeat(64) + "\"}")
                    .collect(Collectors.joining(",", "{\"namespace\":\"_\",\"versions\":[", "],\"special_tags\":{}}"));
        }
    }

    @Nested
    class Seed {
        private static final String FIRST_PAGE = "/datasets/eth_rpc/versions?limit=1000";
        private static final String SCHEMA = """
                {"name":"eth_rpc","version":"1.0.0","tables":[
                 {"name":"logs","network":"mainnet","schema":{"arrow":{"fields":[]}}},
                 {"name":"blocks","network":"mainnet","schema":{"arrow":{"fields":[]}}}]}""";

        private final Catalog catalog = client.catalog(Era.S1);

        @ParameterizedTest
        @CsvSource({
            "eth_rpc,              0.10.0",
            "eth_rpc@0.1.1,        0.1.1",
            "eth_rpc@0.2.0,        0.2.0-LTcyNjgzMjc1NA",
            "eth_rpc@0.2.0-LTcyNj, 0.2.0-LTcyNj",
        })
        void theVersionIsExactOrOneOfItsPublishedForms(String dataset, String version) throws Exception {
            server.answering(
                            FIRST_PAGE,
                            page("0.9.0", "0.2.0-LTcyNj", "0.2.0-LTcyNjgzMjc1NA", "0.1.10-x", "0.1.1", "0.10.0"))
                    .answering("/datasets/eth_rpc/versions/" + version + "/schema", SCHEMA);

            ResolvedDataset resolved = catalog.resolve(DatasetRef.parse(dataset));

            assertThat(resolved.pinned().revision()).isEqualTo(version);
            assertThat(resolved.version()).isEqualTo(version);
            assertThat(resolved.manifestHash()).isNull();
            assertThat(resolved.tables())
                    .containsExactly(new DatasetTable("logs", "mainnet"), new DatasetTable("blocks", "mainnet"));
        }

        @Test
        void aVersionIsNotThePrefixOfAnother() {
            server.answering(FIRST_PAGE, page("0.1.10", "0.1.10-LTcy"));

            assertRefused(
                    () -> catalog.resolve(DatasetRef.parse("eth_rpc@0.1.1")),
                    Reason.DATASET_NOT_FOUND,
                    "Version 0.1.1 of dataset eth_rpc is not published");
        }

        @Test
        void pagesAreReadUntilOneIsShort() throws Exception {
            String[] full = IntStream.range(0, SeedCatalog.PAGE)
                    .mapToObj(i -> "0.0." + i)
                    .toArray(String[]::new);
            server.answering(FIRST_PAGE, page(full))
                    .answering(FIRST_PAGE + "&last_version=0.0.999", page("0.0.1000-a", "0.0.1000"));

            assertThat(catalog.versions(DatasetRef.parse("eth_rpc"))).hasSize(1002);
            assertThat(server.requests()).hasSize(2);
        }

        @Test
        @DisplayName("A24, A28: latest is one request, and no versions are a sentence")
        void latestIsOneRequest() throws Exception {
            server.answering(FIRST_PAGE, page("0.1.0"));
            assertThat(catalog.latest(DatasetRef.parse("eth_rpc")).text()).isEqualTo("0.1.0");
            assertThat(server.requests()).containsExactly(FIRST_PAGE);

            server.answering(FIRST_PAGE, "{\"versions\":[]}");
            assertRefused(
                    () -> catalog.latest(DatasetRef.parse("eth_rpc")),
                    Reason.DATASET_NOT_FOUND,
                    "No versions available");
        }

        @Test
        void whatTheEraDoesNotHaveIsAMistakeInTheSettings() {
            for (String dataset : List.of("edge/eth_rpc", "eth_rpc@dev", "eth_rpc@" + HASH)) {
                assertRefused(
                        () -> catalog.resolve(DatasetRef.parse(dataset)),
                        Reason.CONFIGURATION_INVALID,
                        "the server's era knows no");
            }
            assertThat(server.requests()).isEmpty();
        }

        @Test
        void aServerOfAnotherEraIsToldFromAMissingDataset() {
            server.playing("08_admin_api.json").answering("/datasets/anvil_rpc/versions?limit=1000", 400, """
                            {"error_code":"INVALID_PATH","error_message":"Expected 3 but got 2"}""");

            assertRefused(
                    () -> catalog.resolve(DatasetRef.parse("anvil_rpc")),
                    Reason.SOURCE_INCOMPATIBLE,
                    "Expected 3 but got 2");
        }

        private static String page(String... versions) {
            return "{\"versions\":[\"" + String.join("\",\"", versions) + "\"],\"next_cursor\":\""
                    + versions[versions.length - 1] + "\"}";
        }
    }
}
