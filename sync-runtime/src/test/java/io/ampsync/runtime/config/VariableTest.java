package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.VariableCase.HEAD;
import static io.ampsync.runtime.config.VariableCase.SEED;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every variable of {@code ampsync sync}: its default, what a value means, and what it refuses. */
class VariableTest {
    private static final DatasetRef ETH = DatasetRef.parse("eth_rpc");

    static Stream<VariableCase> everyVariable() {
        return Stream.of(engine(), ResilienceCases.all(), whatOthersSee()).flatMap(cases -> cases);
    }

    private static Stream<VariableCase> engine() {
        return Stream.of(
                head(Variable.DATASET, c -> c.dataset().reference())
                        .means("edge/eth_rpc@dev", new DatasetRef("edge", "eth_rpc", "dev"))
                        .refuses("Eth", "must consist of"),
                seed(Variable.DATASET_NAME, c -> c.dataset().reference())
                        .means("base_1", DatasetRef.parse("base_1"))
                        .refuses("base/one", "must consist of"),
                seed(Variable.DATASET_VERSION, c -> c.dataset().reference())
                        .byDefault(ETH)
                        .means("1.0.0", ETH.at("1.0.0"))
                        .refuses("1.0", "neither a version"),
                VariableCase.of(
                                Variable.AMP_DATASET_NAME,
                                without("DATASET_NAME"),
                                c -> c.dataset().reference())
                        .means("eth_rpc", ETH)
                        .refuses("9", "must consist of"),
                seed(Variable.AMP_DATASET_VERSION, c -> c.dataset().reference())
                        .byDefault(ETH)
                        .means("0.2.0", ETH.at("0.2.0"))
                        .refuses("newest", "neither a version"),
                head(Variable.TABLES, c -> c.dataset().tables())
                        .byDefault(List.of())
                        .means(" blocks, Logs$1", List.of("blocks", "Logs$1"))
                        .refuses("blocks,,logs", "table number 2, '', is empty"),
                seed(Variable.VERSION_POLL_INTERVAL_SECS, c -> c.dataset().versionPoll())
                        .byDefault(Duration.ofSeconds(5))
                        .means("3600", Duration.ofHours(1))
                        .refuses("0", "0 is below 1"),
                seed(Variable.AMPSYNC_ON_VERSION_CHANGE, c -> c.dataset().onVersionChange())
                        .byDefault(OnVersionChange.CONTINUE)
                        .means("Hold", OnVersionChange.HOLD)
                        .means("RESYNC", OnVersionChange.RESYNC)
                        .refuses("restart", "restart"),
                head(Variable.DATABASE_URL, c -> c.database().jdbcUrl())
                        .means("postgres://writer@db:6432/chain", "jdbc:postgresql://db:6432/chain")
                        .refuses("mysql://writer@db/chain", "not a postgresql:// URL"),
                seed(Variable.DATABASE_USER, c -> c.database().user()).means("me@home", "me@home"),
                seed(Variable.DATABASE_NAME, c -> c.database().jdbcUrl())
                        .means("my chain", "jdbc:postgresql://localhost:5432/my+chain"),
                seed(
                                Variable.DATABASE_PASSWORD,
                                c -> Optional.ofNullable(c.database().password())
                                        .map(Secret::reveal))
                        .byDefault(Optional.empty())
                        .means("a@b/c:d ", Optional.of("a@b/c:d ")),
                seed(Variable.DATABASE_HOST, c -> c.database().jdbcUrl())
                        .byDefault("jdbc:postgresql://localhost:5432/chain")
                        .means("::1", "jdbc:postgresql://[::1]:5432/chain")
                        .refuses("/run/postgresql", "Unix socket"),
                seed(Variable.DATABASE_PORT, c -> c.database().jdbcUrl())
                        .byDefault("jdbc:postgresql://localhost:5432/chain")
                        .means("65535", "jdbc:postgresql://localhost:65535/chain")
                        .refuses("65536", "65536 is above 65535"),
                head(Variable.AMPSYNC_SCHEMA, c -> c.database().schema())
                        .byDefault("public")
                        .means("chain_1", "chain_1")
                        .refuses("my-schema", "'my-schema' is not a name"),
                head(Variable.MAX_DB_CONNECTIONS, c -> c.database().maxConnections())
                        .byDefault(10)
                        .means("1000", 1000)
                        .refuses("1001", "1001 is above 1000"),
                head(Variable.DB_POOL_SIZE, c -> c.database().maxConnections())
                        .byDefault(10)
                        .means("20", 20)
                        .refuses("0", "0 is below 1"),
                head(Variable.DB_MAX_RETRY_DURATION_SECS, c -> c.limits().databaseOutage())
                        .byDefault(Duration.ofMinutes(5))
                        .means("30", Duration.ofSeconds(30))
                        .refuses("29", "29 is below 30"),
                head(
                                Variable.DB_OPERATION_MAX_RETRY_DURATION_SECS,
                                c -> c.limits().databaseOperation())
                        .byDefault(Duration.ofMinutes(1))
                        .means("300", Duration.ofMinutes(5))
                        .refuses("301", "301 is above 300"),
                head(Variable.AMP_FLIGHT_ADDR, c -> c.flight().endpoint())
                        .byDefault(URI.create("http://localhost:1602"))
                        .means("grpc+tls://amp.example.com", URI.create("grpc+tls://amp.example.com:1602"))
                        .refuses("localhost:1602", "its scheme is none of grpc, grpc+tls, http, https"),
                head(Variable.AMP_ADMIN_API_ADDR, c -> c.admin().endpoint())
                        .byDefault(URI.create("http://localhost:1610"))
                        .means("https://gw.example.com/amp/", URI.create("https://gw.example.com:443/amp"))
                        .refuses("grpc://amp:1610", "its scheme is none of http, https"),
                head(
                                Variable.AMP_AUTH_TOKEN,
                                c -> Optional.ofNullable(c.flight().token()).map(Secret::reveal))
                        .byDefault(Optional.empty())
                        .means("ey.J\n", Optional.of("ey.J"))
                        .refuses("a b", "no header can carry"),
                head(
                                Variable.AMPSYNC_TLS_CA_FILE,
                                c -> Optional.ofNullable(c.flight().caFile()))
                        .byDefault(Optional.empty())
                        .means("pom.xml", Optional.of(Path.of("pom.xml")))
                        .refuses("/no/such/file.pem", "'/no/such/file.pem' cannot be read"),
                head(Variable.AMPSYNC_ERA, SyncConfig::era)
                        .byDefault(Optional.empty())
                        .means("S1", Optional.of(Era.S1))
                        .refuses("s3", "'s3' is not a choice"),
                head(Variable.AMPSYNC_GRPC_MAX_DECODE_MB, c -> c.flight().maxMessageBytes())
                        .byDefault(32 << 20)
                        .means("512", 512 << 20)
                        .refuses("513", "513 is above 512"),
                head(Variable.AMPSYNC_RECEIVE_WINDOW_MB, c -> c.flight().windowBytes())
                        .byDefault(16L << 20)
                        .means("4096", 4L << 30)
                        .refuses("much", "'much' is not a whole number"),
                head(Variable.AMPSYNC_KEEPALIVE_SECS, c -> c.flight().keepAlive())
                        .byDefault(Duration.ofSeconds(30))
                        .means("10", Duration.ofSeconds(10))
                        .refuses("9", "9 is below 10"),
                head(Variable.AMPSYNC_SILENCE_SECS, c -> c.limits().silence())
                        .byDefault(Duration.ofMinutes(1))
                        .means("1", Duration.ofSeconds(1))
                        .refuses("-1", "-1 is below 1"),
                head(Variable.MANIFEST_FETCH_MAX_RETRIES, SyncConfig::remarks)
                        .byDefault(List.of())
                        .means(
                                "7",
                                List.of("MANIFEST_FETCH_MAX_RETRIES has no effect: waiting for a dataset has no"
                                        + " limit."))
                        .refuses("21", "21 is above 20"),
                head(Variable.MANIFEST_FETCH_MAX_BACKOFF_SECS, c -> c.dataset().publicationPollLimit())
                        .byDefault(Duration.ofMinutes(1))
                        .means("5", Duration.ofSeconds(5))
                        .refuses("0", "0 is below 1"),
                head(Variable.MAX_CONCURRENT_BATCHES, c -> c.limits().concurrentBatches())
                        .byDefault(10)
                        .means("1", 1)
                        .refuses("0", "0 is below 1"),
                head(Variable.AMPSYNC_MEMORY, c -> c.limits().memoryBytes())
                        .byDefault(OptionalLong.empty())
                        .means("512Mi", OptionalLong.of(512L << 20))
                        .refuses("512MB", "'512MB' is not an amount of memory"),
                head(Variable.AMPSYNC_TABLE_BUFFER_MB, c -> c.limits().tableBufferBytes())
                        .byDefault(32L << 20)
                        .means("1", 1L << 20)
                        .refuses("1e3", "'1e3' is not a whole number"),
                head(
                                Variable.AMPSYNC_SPOOL_DIRECTORY,
                                c -> Optional.ofNullable(c.limits().spoolDirectory()))
                        .byDefault(Optional.empty())
                        .means("target", Optional.of(Path.of("target")))
                        .refuses("pom.xml", "'pom.xml' is no directory that can be written to"),
                head(Variable.RETENTION_BLOCKS, c -> c.limits().retentionBlocks())
                        .byDefault(128L)
                        .means("64", 64L)
                        .refuses("63", "63 is below 64"),
                head(Variable.AMPSYNC_UINT64, c -> c.values().uint64())
                        .byDefault(ValueSettings.UInt64As.NUMERIC)
                        .means("BIGINT", ValueSettings.UInt64As.BIGINT)
                        .refuses("text", "'text' is not a choice"),
                head(Variable.AMPSYNC_NUL, c -> c.values().nul())
                        .byDefault(ValueSettings.NulPolicy.REPLACE)
                        .means("strip", ValueSettings.NulPolicy.STRIP)
                        .refuses("keep", "'keep' is not a choice"),
                head(Variable.AMPSYNC_EXTREME_TIMES, c -> c.values().extremes())
                        .byDefault(ValueSettings.Extremes.REFUSED)
                        .means("infinity", ValueSettings.Extremes.INFINITY)
                        .refuses("null", "'null' is not a choice"),
                head(Variable.AMPSYNC_ROW_ID, c -> c.values().rowId())
                        .byDefault(RowId.BLOCK_ORDERED)
                        .means("Xxh3", RowId.XXH3)
                        .refuses("uuid", "'uuid' is not a choice"));
    }

    private static Stream<VariableCase> whatOthersSee() {
        return Stream.of(
                head(Variable.HEALTH_PORT, c -> c.report().healthPort())
                        .byDefault(OptionalInt.empty())
                        .means("0", OptionalInt.of(0))
                        .refuses("tcp://10.0.0.1:80", "is not a whole number"),
                head(Variable.RUST_LOG, c -> c.report().log().targets())
                        .byDefault(Map.of())
                        .means("warn,ampsync=debug", Map.of("ampsync", LogLevel.DEBUG))
                        .refuses("info,ampsync=loud", "'ampsync=loud' is not a log directive"),
                head(Variable.AMPSYNC_LOG_FORMAT, c -> c.report().log().format())
                        .byDefault(LogSettings.Format.TEXT)
                        .means("json", LogSettings.Format.JSON)
                        .refuses("xml", "'xml' is not a choice"),
                head(Variable.AMPSYNC_SYNC_NAME, SyncConfig::syncName)
                        .byDefault("_/eth_rpc")
                        .means("default/mainnet", "default/mainnet")
                        .refuses("my sync", "'my sync' is not a sync name"),
                head(
                                Variable.AMPSYNC_REVISION,
                                c -> Optional.ofNullable(c.report().revision()))
                        .byDefault(Optional.empty())
                        .means("9f86d081884c7d65", Optional.of("9f86d081884c7d65")));
    }

    @Test
    void noVariableIsWithoutACase() {
        assertThat(everyVariable().map(VariableCase::variable)).containsExactly(Variable.values());
    }

    @ParameterizedTest
    @MethodSource("everyVariable")
    void unsetMeansTheDefault(VariableCase variable) {
        ConfigResult result = SyncConfig.parse(variable.environment(null));

        if (variable.byDefault() == null) {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            ConfigResult.Invalid.class,
                            invalid -> assertThat(invalid.problems()).hasSize(1));
        } else {
            assertThat(variable.read().apply(valid(result))).isEqualTo(variable.byDefault());
        }
    }

    @ParameterizedTest
    @MethodSource("everyVariable")
    void aGoodValueIsUsed(VariableCase variable) {
        ConfigResult result = SyncConfig.parse(variable.environment(variable.text()));

        assertThat(variable.read().apply(valid(result))).isEqualTo(variable.meaning());
    }

    @ParameterizedTest
    @MethodSource("everyVariable")
    void aBlankValueIsAsGoodAsNone(VariableCase variable) {
        assertThat(SyncConfig.parse(variable.environment("")))
                .usingRecursiveComparison()
                .isEqualTo(SyncConfig.parse(variable.environment(null)));
    }

    @ParameterizedTest
    @MethodSource("everyVariable")
    void aBadValueIsTheOneProblemAndNamesItsVariable(VariableCase variable) {
        if (variable.bad() == null) {
            assertThat(variable.variable())
                    .as("takes any text")
                    .isIn(
                            Variable.DATABASE_USER,
                            Variable.DATABASE_NAME,
                            Variable.DATABASE_PASSWORD,
                            Variable.AMPSYNC_REVISION);
            return;
        }
        ConfigResult result = SyncConfig.parse(variable.environment(variable.bad()));

        assertThat(result).isInstanceOfSatisfying(ConfigResult.Invalid.class, invalid -> {
            assertThat(invalid.problems()).hasSize(1);
            assertThat(invalid.problems().getFirst())
                    .asString()
                    .startsWith(variable.variable().name() + ": ")
                    .contains(variable.problem())
                    .endsWith(".");
        });
    }

    private static VariableCase head(Variable variable, Function<SyncConfig, Object> read) {
        return VariableCase.of(variable, HEAD, read);
    }

    private static VariableCase seed(Variable variable, Function<SyncConfig, Object> read) {
        return VariableCase.of(variable, SEED, read);
    }

    private static Map<String, String> without(String name) {
        Map<String, String> rest = new HashMap<>(SEED);
        rest.remove(name);
        return rest;
    }

    private static SyncConfig valid(ConfigResult result) {
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }
}
