package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.manifest.Assignment;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult;
import io.ampsync.api.manifest.ManifestLoader;
import io.ampsync.api.manifest.ManifestText;
import io.ampsync.api.v1alpha1.SecretKeyRef;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.fault.SyncException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestConfigTest {
    private static final Definition DEFINITION = Definition.read();
    private static final Map<String, String> PROCESS = Map.of("AMPSYNC_REVISION", "9f86", "HEALTH_PORT", "0");
    private static final String MANIFEST = """
            apiVersion: ampsync.io/v1alpha1
            kind: AmpSync
            metadata: {name: eth, namespace: data, uid: 1f0e}
            spec:
              dataset: {name: eth_rpc, version: 1.4.0}
              source: {flightEndpoint: "grpc://amp:1602", adminEndpoint: "http://amp:1610/api"}
              database: {host: pg, name: chain, credentialsSecretRef: {name: chain-app}}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: chain-app, namespace: data}
            stringData: {username: amp, password: "p@ss w+rd", uri: "postgresql://u:p@elsewhere:6000/x"}
            """;

    /** Other spellings, and what no setting changes. */
    private static final Set<Variable> WITHOUT_A_FIELD = EnumSet.of(
            Variable.DATASET_NAME,
            Variable.DATASET_VERSION,
            Variable.AMP_DATASET_NAME,
            Variable.AMP_DATASET_VERSION,
            Variable.DATABASE_USER,
            Variable.DATABASE_NAME,
            Variable.DATABASE_PASSWORD,
            Variable.DATABASE_HOST,
            Variable.DATABASE_PORT,
            Variable.DB_POOL_SIZE,
            Variable.MANIFEST_FETCH_MAX_RETRIES);

    @Test
    void whatTheEnvironmentCanSayTheSpecCanSay() {
        Set<Variable> known = EnumSet.copyOf(SpecVariables.FIELDS.keySet());
        known.addAll(ManifestConfig.OF_THE_PROCESS);
        known.addAll(WITHOUT_A_FIELD);

        assertThat(known).containsExactlyInAnyOrder(Variable.values());
    }

    @Test
    void aSpecWithoutMoreMeansWhatAnEnvironmentWithoutMoreMeans() {
        SyncConfig told = read();
        ConfigResult result = SyncConfig.parse(Map.of(
                "DATASET", "_/eth_rpc@1.4.0",
                "AMP_FLIGHT_ADDR", "grpc://amp:1602",
                "AMP_ADMIN_API_ADDR", "http://amp:1610/api",
                "DATABASE_URL", "postgresql://amp:p%40ss%20w%2Brd@pg:5432/chain?sslmode=require",
                "AMPSYNC_SYNC_NAME", "data/eth",
                "AMPSYNC_REVISION", "9f86",
                "HEALTH_PORT", "0"));
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        SyncConfig expected = ((ConfigResult.Valid) result).config();

        assertThat(told)
                .usingRecursiveComparison()
                .ignoringFields("instanceUid")
                .isEqualTo(expected);
        assertThat(told.instanceUid()).isEqualTo("1f0e");
    }

    @ParameterizedTest
    @CsvSource({
        "spec.concurrency.maxBatches=7, MAX_CONCURRENT_BATCHES, 7",
        "spec.concurrency.maxConnections=3, MAX_DB_CONNECTIONS, 3",
        "spec.memory.tableBufferMebibytes=4, AMPSYNC_TABLE_BUFFER_MB, 4",
        "spec.memory.receiveWindowMebibytes=5, AMPSYNC_RECEIVE_WINDOW_MB, 5",
        "spec.versionUpdate.onVersionChange=Hold, AMPSYNC_ON_VERSION_CHANGE, hold",
        "spec.versionUpdate.onVersionChange=Resync, AMPSYNC_ON_VERSION_CHANGE, resync",
        "spec.versionUpdate.pollIntervalSeconds=7, VERSION_POLL_INTERVAL_SECS, 7",
        "spec.reorg.retentionBlocks=64, RETENTION_BLOCKS, 64",
        "spec.values.uint64=BigInt, AMPSYNC_UINT64, bigint",
        "spec.values.nul=Strip, AMPSYNC_NUL, strip",
        "spec.values.extremeTimes=Infinity, AMPSYNC_EXTREME_TIMES, infinity",
        "spec.values.rowId=Xxh3, AMPSYNC_ROW_ID, xxh3",
        "spec.values.rowId=BlockOrdered, AMPSYNC_ROW_ID, block-ordered",
        "spec.source.era=S2, AMPSYNC_ERA, s2",
        "spec.source.maxMessageMebibytes=9, AMPSYNC_GRPC_MAX_DECODE_MB, 9",
        "spec.source.keepAliveSeconds=11, AMPSYNC_KEEPALIVE_SECS, 11",
        "spec.source.silenceSeconds=12, AMPSYNC_SILENCE_SECS, 12",
        "spec.source.publicationPollSeconds=13, MANIFEST_FETCH_MAX_BACKOFF_SECS, 13",
        "spec.database.outageSeconds=31, DB_MAX_RETRY_DURATION_SECS, 31",
        "spec.database.lockWaitSeconds=14, DB_OPERATION_MAX_RETRY_DURATION_SECS, 14",
        "spec.database.schema=ethereum, AMPSYNC_SCHEMA, ethereum",
        "spec.database.sslMode=disable, DATABASE_URL, postgresql://amp:p%40ss%20w%2Brd@pg:5432/chain?sslmode=disable",
        "'spec.database.host=a,b:6000', DATABASE_URL, 'postgresql://amp:p%40ss%20w%2Brd@a,b:6000/chain?sslmode=require'",
        "spec.resilience.retry.enabled=false, AMPSYNC_RETRY_ENABLED, false",
        "spec.resilience.retry.maxRetries=3, AMPSYNC_RETRY_MAX_RETRIES, 3",
        "spec.resilience.retry.initialBackoffMilliseconds=5, AMPSYNC_RETRY_INITIAL_BACKOFF_MS, 5",
        "spec.resilience.retry.maxBackoffMilliseconds=6, AMPSYNC_RETRY_MAX_BACKOFF_MS, 6",
        "spec.resilience.retry.backoffMultiplierPercent=150, AMPSYNC_RETRY_BACKOFF_MULTIPLIER, 1.50",
        "spec.resilience.retry.jitter=false, AMPSYNC_RETRY_JITTER, false",
        "spec.resilience.circuitBreaker.enabled=false, AMPSYNC_CIRCUIT_BREAKER_ENABLED, false",
        "spec.resilience.circuitBreaker.failureThreshold=7, AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD, 7",
        "spec.resilience.circuitBreaker.successThreshold=8, AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD, 8",
        "spec.resilience.circuitBreaker.timeoutMilliseconds=9, AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS, 9",
        "spec.resilience.circuitBreaker.halfOpenMaxRequests=2, AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS, 2",
        "spec.resilience.backPressure.enabled=false, AMPSYNC_BACK_PRESSURE_ENABLED, false",
        "spec.resilience.backPressure.initialDelayMilliseconds=1, AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS, 1",
        "spec.resilience.backPressure.maxDelayMilliseconds=2, AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS, 2",
        "spec.resilience.backPressure.adaptOnRateLimit=false, AMPSYNC_BACK_PRESSURE_ADAPT_ON_429, false",
        "spec.resilience.backPressure.adaptOnTimeout=false, AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT, false",
        "spec.resilience.backPressure.recoveryFactorPercent=80, AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR, 0.80",
        "spec.tables=[{name: a}], TABLES, a"
    })
    void aFieldIsItsVariable(String assignment, Variable variable, String value) {
        assertThat(SpecVariables.of(manifest(assignment), secrets())).containsEntry(variable, value);
        assertThat(SpecVariables.FIELDS).containsKey(variable);
    }

    @Test
    void thePartOfATableIsItsVariable() {
        String tables = "spec.tables=[{name: logs, where: a = 1, columns: [a, 'the b']}, {name: blocks}]";

        assertThat(SpecVariables.selections(manifest(tables)))
                .containsOnly(
                        Map.entry("AMPSYNC_TABLE_LOGS_WHERE", "a = 1"),
                        Map.entry("AMPSYNC_TABLE_LOGS_COLUMNS", "a,the b"));
        assertThat(read(tables).dataset().selections())
                .containsOnly(Map.entry("LOGS", new TableSelection(List.of("a", "the b"), "a = 1")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "columns: [a, a]|spec.tables[].columns: a column is named twice",
                "where: x (|spec.tables[].where: "
            })
    void aWrongPartOfATableIsToldWhereItIs(String part, String message) {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> read("spec.tables=[{name: logs, " + part + "}]"))
                .withMessageContaining(message);
    }

    @Test
    void whatAUrlSaysItselfGoesOverTheSpec(@TempDir Path directory) throws Exception {
        Path secret = Files.createDirectories(directory.resolve("app"));
        Files.writeString(secret.resolve("uri"), "postgresql://u:p@elsewhere:6000/x?ssl-mode=disable\n");
        Files.writeString(secret.resolve("bare"), "postgresql://u:p@elsewhere:6000/x");
        SecretStore store = new SecretStore(List.of(), directory, Map.of());

        assertThat(SpecVariables.of(byUrl("uri"), store))
                .containsEntry(Variable.DATABASE_URL, "postgresql://u:p@elsewhere:6000/x?ssl-mode=disable");
        assertThat(SpecVariables.of(byUrl("bare"), store))
                .containsEntry(Variable.DATABASE_URL, "postgresql://u:p@elsewhere:6000/x?sslmode=require");
    }

    @Test
    void secretsAreLookedForInManifestsThenFilesThenTheEnvironment(@TempDir Path directory) throws Exception {
        Path secret = Files.createDirectories(directory.resolve("chain-app"));
        Files.writeString(secret.resolve("password"), "from a file");
        Files.writeString(secret.resolve("token"), "from a file\n");
        SecretStore store = new SecretStore(
                loaded().secrets(),
                directory,
                Map.of("AMPSYNC_SECRET__CHAIN_APP__TOKEN", "no", "AMPSYNC_SECRET__CHAIN_APP__CA_CRT", "from outside"));

        assertThat(store.value("data", ref("password"))).isEqualTo("p@ss w+rd");
        assertThat(store.value("other", ref("password"))).isEqualTo("from a file");
        assertThat(store.value("data", ref("token"))).isEqualTo("from a file");
        assertThat(store.value("data", ref("ca.crt"))).isEqualTo("from outside");
        assertThat(store.path("data", ref("token"))).isEqualTo(secret.resolve("token"));
        assertThat(store.path("data", ref("ca.crt"))).hasContent("from outside");
        assertThat(store.path("data", ref("ca.crt"))).isEqualTo(store.path("data", ref("ca.crt")));
        Files.writeString(secret.resolve("token"), "rotated");
        assertThat(store.value("data", ref("token"))).isEqualTo("rotated");
    }

    @Test
    @Produces(Reason.SECRET_MISSING)
    void aMissingKeyIsNamedWithItsSecret() {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> ManifestConfig.read(
                        manifest("spec.database.credentialsSecretRef.passwordKey=pw"), secrets(), PROCESS))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.SECRET_MISSING))
                .withMessageContaining("data/chain-app has no key pw")
                .withMessageContaining("AMPSYNC_SECRET__CHAIN_APP__PW");
    }

    @Test
    @Produces(Reason.CONFIGURATION_INVALID)
    void aMistakeThatOnlyTheEngineSeesIsNamedByItsField() {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> ManifestConfig.read(
                        manifest("spec.source.era=S1", "spec.dataset.namespace=edge"), secrets(), PROCESS))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.CONFIGURATION_INVALID))
                .withMessageContaining("spec.source.era: ");
    }

    @Test
    void variablesThatAManifestWouldContradictAreRefused() {
        Map<String, String> environment = new HashMap<>(PROCESS);
        environment.put("DATABASE_URL", "postgresql://secret@x/y");
        environment.put("AMPSYNC_ERA", "head");
        environment.put("AMPSYNC_REVISON", "typo");
        environment.put("RUST_LOG", "ampsync=loud");
        environment.put("AMPSYNC_SECRET__A__B", "x");

        assertThat(ManifestConfig.problems(environment))
                .extracting(Problem::toString)
                .anySatisfy(
                        line -> assertThat(line).startsWith("DATABASE_URL: ").contains("spec.database"))
                .anySatisfy(line -> assertThat(line).startsWith("AMPSYNC_ERA: ").contains("spec.source.era"))
                .anySatisfy(
                        line -> assertThat(line).startsWith("AMPSYNC_REVISON: ").contains("AMPSYNC_REVISION"))
                .anySatisfy(line -> assertThat(line).startsWith("RUST_LOG: "))
                .hasSize(4)
                .noneSatisfy(line -> assertThat(line).contains("secret"));
        assertThat(ManifestConfig.problems(PROCESS)).isEmpty();
        assertThat(ManifestConfig.process(PROCESS).revision()).isEqualTo("9f86");
    }

    @Test
    void timesAreSecondsAndSizesMebibytes() {
        SyncConfig config = read("spec.source.silenceSeconds=12", "spec.memory.tableBufferMebibytes=4");

        assertThat(config.limits().silence()).isEqualTo(Duration.ofSeconds(12));
        assertThat(config.limits().tableBufferBytes()).isEqualTo(4L << 20);
    }

    private static SecretKeyRef ref(String key) {
        return new SecretKeyRef("chain-app", key);
    }

    private static AmpSyncManifest byUrl(String key) {
        LoadResult result = ManifestLoader.load(
                DEFINITION,
                List.of(new ManifestText(
                        "file",
                        MANIFEST.replace(
                                "{host: pg, name: chain, credentialsSecretRef: {name: chain-app}}",
                                "{urlSecretRef: {name: app, key: " + key + "}}"))),
                List.of());
        return ((LoadResult.Loaded) result).syncs().getFirst();
    }

    private static LoadResult.Loaded loaded(String... assignments) {
        LoadResult result = ManifestLoader.load(
                DEFINITION,
                List.of(new ManifestText("file", MANIFEST)),
                Arrays.stream(assignments).map(Assignment::parse).toList());
        assertThat(result).isInstanceOf(LoadResult.Loaded.class);
        return (LoadResult.Loaded) result;
    }

    private static AmpSyncManifest manifest(String... assignments) {
        return loaded(assignments).syncs().getFirst();
    }

    private static SecretStore secrets() {
        return new SecretStore(loaded().secrets(), null, Map.of());
    }

    private static SyncConfig read(String... assignments) {
        return ManifestConfig.read(manifest(assignments), secrets(), PROCESS);
    }
}
