package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_ADAPT_ON_429;
import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT;
import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_ENABLED;
import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR;
import static io.ampsync.runtime.config.Variable.AMPSYNC_CIRCUIT_BREAKER_ENABLED;
import static io.ampsync.runtime.config.Variable.AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD;
import static io.ampsync.runtime.config.Variable.AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD;
import static io.ampsync.runtime.config.Variable.AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_ERA;
import static io.ampsync.runtime.config.Variable.AMPSYNC_EXTREME_TIMES;
import static io.ampsync.runtime.config.Variable.AMPSYNC_GRPC_MAX_DECODE_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_KEEPALIVE_SECS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_NUL;
import static io.ampsync.runtime.config.Variable.AMPSYNC_ON_VERSION_CHANGE;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RECEIVE_WINDOW_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_BACKOFF_MULTIPLIER;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_ENABLED;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_INITIAL_BACKOFF_MS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_JITTER;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_MAX_BACKOFF_MS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RETRY_MAX_RETRIES;
import static io.ampsync.runtime.config.Variable.AMPSYNC_ROW_ID;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SCHEMA;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SILENCE_SECS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SYNC_NAME;
import static io.ampsync.runtime.config.Variable.AMPSYNC_TABLE_BUFFER_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_TLS_CA_FILE;
import static io.ampsync.runtime.config.Variable.AMPSYNC_UINT64;
import static io.ampsync.runtime.config.Variable.AMP_ADMIN_API_ADDR;
import static io.ampsync.runtime.config.Variable.AMP_AUTH_TOKEN;
import static io.ampsync.runtime.config.Variable.AMP_FLIGHT_ADDR;
import static io.ampsync.runtime.config.Variable.DATABASE_URL;
import static io.ampsync.runtime.config.Variable.DATASET;
import static io.ampsync.runtime.config.Variable.DB_MAX_RETRY_DURATION_SECS;
import static io.ampsync.runtime.config.Variable.DB_OPERATION_MAX_RETRY_DURATION_SECS;
import static io.ampsync.runtime.config.Variable.MANIFEST_FETCH_MAX_BACKOFF_SECS;
import static io.ampsync.runtime.config.Variable.MAX_CONCURRENT_BATCHES;
import static io.ampsync.runtime.config.Variable.MAX_DB_CONNECTIONS;
import static io.ampsync.runtime.config.Variable.RETENTION_BLOCKS;
import static io.ampsync.runtime.config.Variable.TABLES;
import static io.ampsync.runtime.config.Variable.VERSION_POLL_INTERVAL_SECS;

import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.DatabaseSpec;
import io.ampsync.api.v1alpha1.DatabaseSpec.CredentialsRef;
import io.ampsync.api.v1alpha1.ResilienceSpec;
import io.ampsync.api.v1alpha1.SecretKeyRef;
import io.ampsync.api.v1alpha1.SourceSpec;
import io.ampsync.api.v1alpha1.TlsSpec;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A spec in the words of the environment, so that there is one way to read settings and one set of checks. Every
 * variable has a member of the spec, or belongs to the process, or is another spelling.
 */
final class SpecVariables {
    /** Where in the spec the reader of a message has to look. */
    static final Map<Variable, String> FIELDS = Map.ofEntries(
            Map.entry(DATASET, "spec.dataset"),
            Map.entry(TABLES, "spec.tables"),
            Map.entry(DATABASE_URL, "spec.database"),
            Map.entry(AMPSYNC_SCHEMA, "spec.database.schema"),
            Map.entry(MAX_DB_CONNECTIONS, "spec.concurrency.maxConnections"),
            Map.entry(DB_MAX_RETRY_DURATION_SECS, "spec.database.outageSeconds"),
            Map.entry(DB_OPERATION_MAX_RETRY_DURATION_SECS, "spec.database.lockWaitSeconds"),
            Map.entry(AMP_FLIGHT_ADDR, "spec.source.flightEndpoint"),
            Map.entry(AMP_ADMIN_API_ADDR, "spec.source.adminEndpoint"),
            Map.entry(AMP_AUTH_TOKEN, "spec.source.authSecretRef"),
            Map.entry(AMPSYNC_TLS_CA_FILE, "spec.source.tls.caSecretRef"),
            Map.entry(AMPSYNC_ERA, "spec.source.era"),
            Map.entry(AMPSYNC_GRPC_MAX_DECODE_MB, "spec.source.maxMessageMebibytes"),
            Map.entry(AMPSYNC_RECEIVE_WINDOW_MB, "spec.memory.receiveWindowMebibytes"),
            Map.entry(AMPSYNC_KEEPALIVE_SECS, "spec.source.keepAliveSeconds"),
            Map.entry(AMPSYNC_SILENCE_SECS, "spec.source.silenceSeconds"),
            Map.entry(MANIFEST_FETCH_MAX_BACKOFF_SECS, "spec.source.publicationPollSeconds"),
            Map.entry(MAX_CONCURRENT_BATCHES, "spec.concurrency.maxBatches"),
            Map.entry(AMPSYNC_TABLE_BUFFER_MB, "spec.memory.tableBufferMebibytes"),
            Map.entry(AMPSYNC_UINT64, "spec.values.uint64"),
            Map.entry(AMPSYNC_NUL, "spec.values.nul"),
            Map.entry(AMPSYNC_EXTREME_TIMES, "spec.values.extremeTimes"),
            Map.entry(AMPSYNC_ROW_ID, "spec.values.rowId"),
            Map.entry(AMPSYNC_ON_VERSION_CHANGE, "spec.versionUpdate.onVersionChange"),
            Map.entry(VERSION_POLL_INTERVAL_SECS, "spec.versionUpdate.pollIntervalSeconds"),
            Map.entry(RETENTION_BLOCKS, "spec.reorg.retentionBlocks"),
            Map.entry(AMPSYNC_RETRY_ENABLED, "spec.resilience.retry.enabled"),
            Map.entry(AMPSYNC_RETRY_MAX_RETRIES, "spec.resilience.retry.maxRetries"),
            Map.entry(AMPSYNC_RETRY_INITIAL_BACKOFF_MS, "spec.resilience.retry.initialBackoffMilliseconds"),
            Map.entry(AMPSYNC_RETRY_MAX_BACKOFF_MS, "spec.resilience.retry.maxBackoffMilliseconds"),
            Map.entry(AMPSYNC_RETRY_BACKOFF_MULTIPLIER, "spec.resilience.retry.backoffMultiplierPercent"),
            Map.entry(AMPSYNC_RETRY_JITTER, "spec.resilience.retry.jitter"),
            Map.entry(AMPSYNC_CIRCUIT_BREAKER_ENABLED, "spec.resilience.circuitBreaker.enabled"),
            Map.entry(AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD, "spec.resilience.circuitBreaker.failureThreshold"),
            Map.entry(AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD, "spec.resilience.circuitBreaker.successThreshold"),
            Map.entry(AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS, "spec.resilience.circuitBreaker.timeoutMilliseconds"),
            Map.entry(
                    AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS,
                    "spec.resilience.circuitBreaker.halfOpenMaxRequests"),
            Map.entry(AMPSYNC_BACK_PRESSURE_ENABLED, "spec.resilience.backPressure.enabled"),
            Map.entry(AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS, "spec.resilience.backPressure.initialDelayMilliseconds"),
            Map.entry(AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS, "spec.resilience.backPressure.maxDelayMilliseconds"),
            Map.entry(AMPSYNC_BACK_PRESSURE_ADAPT_ON_429, "spec.resilience.backPressure.adaptOnRateLimit"),
            Map.entry(AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT, "spec.resilience.backPressure.adaptOnTimeout"),
            Map.entry(AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR, "spec.resilience.backPressure.recoveryFactorPercent"),
            Map.entry(AMPSYNC_SYNC_NAME, "metadata.name"));

    private final AmpSyncManifest manifest;
    private final SecretStore secrets;
    private final Map<Variable, String> values = new EnumMap<>(Variable.class);

    private SpecVariables(AmpSyncManifest manifest, SecretStore secrets) {
        this.manifest = manifest;
        this.secrets = secrets;
    }

    /** @throws io.ampsync.runtime.fault.SyncException a Secret is missing */
    static Map<Variable, String> of(AmpSyncManifest manifest, SecretStore secrets) {
        SpecVariables variables = new SpecVariables(manifest, secrets);
        variables.add(manifest.spec());
        return variables.values;
    }

    /** Variables that are named after a table. */
    static Map<String, String> selections(AmpSyncManifest manifest) {
        Map<String, String> selections = new TreeMap<>();
        List<AmpSyncSpec.TableSpec> tables = manifest.spec().tables();
        if (tables != null) {
            for (AmpSyncSpec.TableSpec table : tables) {
                String where = table.where();
                if (where != null) {
                    selections.put(SelectionReader.variable(table.name(), "WHERE"), where);
                }
                List<String> columns = table.columns();
                if (columns != null) {
                    selections.put(SelectionReader.variable(table.name(), "COLUMNS"), String.join(",", columns));
                }
            }
        }
        return selections;
    }

    private void add(AmpSyncSpec spec) {
        values.put(AMPSYNC_SYNC_NAME, manifest.syncName());
        values.put(DATASET, spec.dataset().path() + "@" + spec.dataset().version());
        List<AmpSyncSpec.TableSpec> tables = spec.tables();
        if (tables != null && !tables.isEmpty()) {
            values.put(TABLES, tables.stream().map(AmpSyncSpec.TableSpec::name).collect(Collectors.joining(",")));
        }
        number(MAX_CONCURRENT_BATCHES, spec.concurrency().maxBatches());
        number(MAX_DB_CONNECTIONS, spec.concurrency().maxConnections());
        number(AMPSYNC_TABLE_BUFFER_MB, spec.memory().tableBufferMebibytes());
        number(AMPSYNC_RECEIVE_WINDOW_MB, spec.memory().receiveWindowMebibytes());
        choice(AMPSYNC_UINT64, spec.values().uint64());
        choice(AMPSYNC_NUL, spec.values().nul());
        choice(AMPSYNC_EXTREME_TIMES, spec.values().extremeTimes());
        choice(AMPSYNC_ROW_ID, spec.values().rowId());
        choice(AMPSYNC_ON_VERSION_CHANGE, spec.versionUpdate().onVersionChange());
        number(VERSION_POLL_INTERVAL_SECS, spec.versionUpdate().pollIntervalSeconds());
        number(RETENTION_BLOCKS, spec.reorg().retentionBlocks());
        add(spec.resilience());
        add(spec.source());
        add(spec.database());
    }

    private void add(ResilienceSpec resilience) {
        var retry = resilience.retry();
        flag(AMPSYNC_RETRY_ENABLED, retry.enabled());
        given(AMPSYNC_RETRY_MAX_RETRIES, retry.maxRetries(), String::valueOf);
        number(AMPSYNC_RETRY_INITIAL_BACKOFF_MS, retry.initialBackoffMilliseconds());
        number(AMPSYNC_RETRY_MAX_BACKOFF_MS, retry.maxBackoffMilliseconds());
        percent(AMPSYNC_RETRY_BACKOFF_MULTIPLIER, retry.backoffMultiplierPercent());
        flag(AMPSYNC_RETRY_JITTER, retry.jitter());
        var breaker = resilience.circuitBreaker();
        flag(AMPSYNC_CIRCUIT_BREAKER_ENABLED, breaker.enabled());
        number(AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD, breaker.failureThreshold());
        number(AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD, breaker.successThreshold());
        number(AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS, breaker.timeoutMilliseconds());
        number(AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS, breaker.halfOpenMaxRequests());
        var pressure = resilience.backPressure();
        flag(AMPSYNC_BACK_PRESSURE_ENABLED, pressure.enabled());
        number(AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS, pressure.initialDelayMilliseconds());
        number(AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS, pressure.maxDelayMilliseconds());
        flag(AMPSYNC_BACK_PRESSURE_ADAPT_ON_429, pressure.adaptOnRateLimit());
        flag(AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT, pressure.adaptOnTimeout());
        percent(AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR, pressure.recoveryFactorPercent());
    }

    private void add(SourceSpec source) {
        values.put(AMP_FLIGHT_ADDR, source.flightEndpoint());
        given(AMP_ADMIN_API_ADDR, source.adminEndpoint(), endpoint -> endpoint);
        given(AMP_AUTH_TOKEN, source.authSecretRef(), this::secret);
        given(AMPSYNC_TLS_CA_FILE, source.tls(), this::certificates);
        choice(AMPSYNC_ERA, source.era());
        number(AMPSYNC_GRPC_MAX_DECODE_MB, source.maxMessageMebibytes());
        number(AMPSYNC_KEEPALIVE_SECS, source.keepAliveSeconds());
        number(AMPSYNC_SILENCE_SECS, source.silenceSeconds());
        number(MANIFEST_FETCH_MAX_BACKOFF_SECS, source.publicationPollSeconds());
    }

    private void add(DatabaseSpec database) {
        SecretKeyRef reference = database.urlSecretRef();
        String url = reference == null ? assembled(database) : secret(reference);
        url = with(url, "sslmode", database.sslMode().label());
        TlsSpec tls = database.tls();
        values.put(DATABASE_URL, tls == null ? url : with(url, "sslrootcert", certificates(tls)));
        values.put(AMPSYNC_SCHEMA, database.schema());
        number(DB_MAX_RETRY_DURATION_SECS, database.outageSeconds());
        number(DB_OPERATION_MAX_RETRY_DURATION_SECS, database.lockWaitSeconds());
    }

    /** The rules of the definition see to it that all three are there. */
    private String assembled(DatabaseSpec database) {
        CredentialsRef credentials = Objects.requireNonNull(database.credentialsSecretRef());
        String hosts = Objects.requireNonNull(database.host());
        String ports = hosts.contains(",") || hosts.matches(".*:[0-9]+") ? "" : ":" + database.port();
        return "postgresql://" + encoded(secret(credentials.username())) + ":"
                + encoded(secret(credentials.password())) + "@" + hosts + ports + "/"
                + encoded(Objects.requireNonNull(database.name()));
    }

    /** What the URL says itself goes over it. */
    private static String with(String url, String parameter, String value) {
        String query = url.contains("?") ? url.substring(url.indexOf('?')) : "";
        String spelled = parameter.replace("ssl", "ssl-?").replace("rootcert", "(root-?cert|ca)");
        return query.matches(".*[?&]" + spelled + "=.*")
                ? url
                : url + (query.isEmpty() ? "?" : "&") + parameter + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String secret(SecretKeyRef reference) {
        return secrets.value(manifest.namespace(), reference);
    }

    private String certificates(TlsSpec tls) {
        return secrets.path(manifest.namespace(), tls.caSecretRef()).toString();
    }

    private void choice(Variable variable, Enum<?> choice) {
        values.put(variable, choice.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private void flag(Variable variable, boolean flag) {
        values.put(variable, Boolean.toString(flag));
    }

    private void percent(Variable variable, int percent) {
        values.put(variable, BigDecimal.valueOf(percent, 2).toPlainString());
    }

    private void number(Variable variable, int number) {
        values.put(variable, Integer.toString(number));
    }

    private <T> void given(Variable variable, @Nullable T value, Function<T, String> text) {
        if (value != null) {
            values.put(variable, text.apply(value));
        }
    }
}
