package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every variable of every ampsync there was: the whole environment of each is taken as it is. */
class PredecessorVariablesTest {
    private static final Map<String, String> SEED = Map.ofEntries(
            Map.entry("DATASET_NAME", "eth_rpc"),
            Map.entry("DATASET_VERSION", "0.1.0"),
            Map.entry("VERSION_POLL_INTERVAL_SECS", "30"),
            Map.entry("AMP_FLIGHT_ADDR", "http://nozzle:1602"),
            Map.entry("AMP_ADMIN_API_ADDR", "http://nozzle:1610"),
            Map.entry("DATABASE_USER", "writer"),
            Map.entry("DATABASE_NAME", "chain"),
            Map.entry("DATABASE_PASSWORD", "p@ss/w:rd"),
            Map.entry("DATABASE_HOST", "db"),
            Map.entry("DATABASE_PORT", "6432"),
            Map.entry("MAX_CONCURRENT_BATCHES", "3"),
            Map.entry("DB_MAX_RETRY_DURATION_SECS", "600"),
            Map.entry("DB_OPERATION_MAX_RETRY_DURATION_SECS", "120"),
            Map.entry("RUST_LOG", "info,ampsync=debug"));

    /** The names of October 2025, and those that came and went in November. */
    private static final Map<String, String> MERGED = Map.of(
            "AMP_DATASET_NAME", "eth_rpc",
            "AMP_DATASET_VERSION", "latest",
            "DATABASE_URL", "postgresql://writer:pw@db:5432/chain",
            "DB_POOL_SIZE", "20",
            "MANIFEST_FETCH_MAX_RETRIES", "7",
            "MANIFEST_FETCH_MAX_BACKOFF_SECS", "90");

    private static final Map<String, String> HEAD = Map.ofEntries(
            Map.entry("DATASET", "edge/eth_rpc@1.0.0"),
            Map.entry("TABLES", "blocks,logs"),
            Map.entry("DATABASE_URL", "postgresql://writer:pw@db:5432/chain"),
            Map.entry("AMP_FLIGHT_ADDR", "http://amp:1602"),
            Map.entry("AMPSYNC_GRPC_MAX_DECODE_MB", "64"),
            Map.entry("MAX_DB_CONNECTIONS", "25"),
            Map.entry("RETENTION_BLOCKS", "256"),
            Map.entry("AMP_AUTH_TOKEN", "secret"),
            Map.entry("HEALTH_PORT", "8080"));

    private static SyncConfig config(Map<String, String> environment) {
        assertThat(SyncConfig.parse(environment)).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) SyncConfig.parse(environment)).config();
    }

    @Test
    void allOfTheSeedAtOnce() {
        SyncConfig config = config(SEED);

        assertThat(config.dataset().reference()).hasToString("_/eth_rpc@0.1.0");
        assertThat(config.dataset().versionPoll()).hasSeconds(30);
        assertThat(config.database().jdbcUrl()).isEqualTo("jdbc:postgresql://db:6432/chain");
        assertThat(config.database().password()).extracting(Secret::reveal).isEqualTo("p@ss/w:rd");
        assertThat(config.limits().concurrentBatches()).isEqualTo(3);
        assertThat(config.limits().databaseOutage()).hasSeconds(600);
        assertThat(config.limits().databaseOperation()).hasSeconds(120);
        assertThat(config.remarks()).isEmpty();
    }

    @Test
    void allOfTheMergedOneAtOnce() {
        SyncConfig config = config(MERGED);

        assertThat(config.dataset().reference()).hasToString("_/eth_rpc@latest");
        assertThat(config.database().maxConnections()).isEqualTo(20);
        assertThat(config.dataset().publicationPollLimit()).hasSeconds(90);
        assertThat(config.remarks()).singleElement().asString().contains("MANIFEST_FETCH_MAX_RETRIES has no effect");
    }

    @Test
    void allOfTheTransactionalOneAtOnce() {
        SyncConfig config = config(HEAD);

        assertThat(config.dataset().reference()).hasToString("edge/eth_rpc@1.0.0");
        assertThat(config.dataset().tables()).containsExactly("blocks", "logs");
        assertThat(config.flight().maxMessageBytes()).isEqualTo(64 << 20);
        assertThat(config.database().maxConnections()).isEqualTo(25);
        assertThat(config.limits().retentionBlocks()).isEqualTo(256);
        assertThat(config.flight().token()).extracting(Secret::reveal).isEqualTo("secret");
        assertThat(config.report().healthPort()).hasValue(8080);
    }

    @Test
    void noneOfThemIsMissingFromTheListOfVariables() {
        List<Map<String, String>> versions = List.of(SEED, MERGED, HEAD);

        assertThat(versions)
                .flatExtracting(Map::keySet)
                .allSatisfy(name -> assertThat(Variable.valueOf(name).purpose()).isNotBlank());
    }

    /** Ranges that the predecessors wrote down and did not enforce: beyond them they hung, or ran out of memory. */
    @ParameterizedTest
    @CsvSource({
        "VERSION_POLL_INTERVAL_SECS, 0",
        "VERSION_POLL_INTERVAL_SECS, often",
        "MAX_CONCURRENT_BATCHES, 0",
        "MAX_CONCURRENT_BATCHES, 101",
        "DB_MAX_RETRY_DURATION_SECS, 29",
        "DB_OPERATION_MAX_RETRY_DURATION_SECS, 301",
        "DATABASE_PORT, 65536"
    })
    void aValueOutsideItsRangeIsRefusedByName(String name, String value) {
        Map<String, String> environment = new HashMap<>(SEED);
        environment.put(name, value);

        assertThat(SyncConfig.parse(environment))
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .asString()
                                .startsWith(name + ": ")
                                .contains("Use "));
    }

    @Test
    void namesOfTwoVersionsAtOnceAreRefusedByName() {
        Map<String, String> environment = new HashMap<>(SEED);
        environment.put("DATASET", "_/eth_rpc@0.1.0");

        assertThat(SyncConfig.parse(environment))
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .hasToString(
                                        "DATASET: DATASET_NAME is set as well. Keep one spelling, as in DATASET=_/name@1.0.0."));
    }
}
