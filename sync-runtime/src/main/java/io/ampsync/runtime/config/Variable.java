package io.ampsync.runtime.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every environment variable of {@code ampsync sync}, spelled as in the environment, in the order of the help. */
public enum Variable {
    DATASET("dataset to sync, [namespace/]name[@revision]"),
    DATASET_NAME("dataset to sync, in place of DATASET"),
    DATASET_VERSION("version to stay at, beside DATASET_NAME; without it the latest is followed"),
    AMP_DATASET_NAME("older name of DATASET_NAME"),
    AMP_DATASET_VERSION("older name of DATASET_VERSION"),
    TABLES("tables to sync, separated by commas; without it all tables of the dataset"),
    VERSION_POLL_INTERVAL_SECS("seconds between two looks for another version", 5, 1, 3600),
    AMPSYNC_ON_VERSION_CHANGE(
            "when there is one: continue with it from the checkpoint, hold the running one, or resync: fill it beside",
            "continue"),

    DATABASE_URL("target, postgresql://user:password@host:port/database?sslmode=…, or a JDBC URL"),
    DATABASE_USER("user, if there is no DATABASE_URL"),
    DATABASE_NAME("database, if there is no DATABASE_URL"),
    DATABASE_PASSWORD("password, if there is no DATABASE_URL"),
    DATABASE_HOST("host, if there is no DATABASE_URL", "localhost"),
    DATABASE_PORT("port, if there is no DATABASE_URL", 5432, 1, 65_535),
    AMPSYNC_SCHEMA("schema of the tables", "public"),
    MAX_DB_CONNECTIONS("connections to the database", 10, 1, 1000),
    DB_POOL_SIZE("older name of MAX_DB_CONNECTIONS", null, 1, 1000),
    DB_MAX_RETRY_DURATION_SECS("seconds without a database until a running sync counts as not ready", 300, 30, 3600),
    DB_OPERATION_MAX_RETRY_DURATION_SECS("seconds to wait for a lock in the database before trying anew", 60, 10, 300),

    AMP_FLIGHT_ADDR("Arrow Flight server", "http://localhost:1602"),
    AMP_ADMIN_API_ADDR("Admin API; not needed if DATASET and TABLES are set", "http://localhost:1610"),
    AMP_AUTH_TOKEN("bearer token for both"),
    AMPSYNC_TLS_CA_FILE("PEM certificates to trust in place of the system's"),
    AMPSYNC_ERA("protocol of the server: auto, s1, s2 or head", "auto"),
    AMPSYNC_GRPC_MAX_DECODE_MB("largest message to receive, in MiB", 32, 1, 512),
    AMPSYNC_RECEIVE_WINDOW_MB("received but unprocessed MiB at which a stream waits, at most", 16, 1, 4096),
    AMPSYNC_KEEPALIVE_SECS("seconds between two HTTP/2 pings", 30, 10, 3600),
    AMPSYNC_SILENCE_SECS("seconds of silence after which the source is asked for its head", 60, 1, 3600),
    MANIFEST_FETCH_MAX_RETRIES("accepted for compatibility: waiting for a dataset has no limit", 5, 1, 20),
    MANIFEST_FETCH_MAX_BACKOFF_SECS("longest pause between two looks for a dataset, in seconds", 60, 1, 3600),

    MAX_CONCURRENT_BATCHES("batches encoded and sent at the same time, over all tables", 10, 1, 100),
    AMPSYNC_MEMORY("memory of the process, as in 512Mi; by default its cgroup's limit, at most 1Gi"),
    AMPSYNC_TABLE_BUFFER_MB("encoded MiB held per table before a transaction opens, at most", 32, 1, 1024),
    AMPSYNC_SPOOL_DIRECTORY("where a replacement waits that is larger than that; by default java.io.tmpdir"),
    RETENTION_BLOCKS("deepest reorg to expect, in blocks", 128, 64, 10_000_000),

    AMPSYNC_UINT64("type of UInt64 columns: numeric, or bigint, which refuses values from 2^63 on", "numeric"),
    AMPSYNC_NUL("U+0000 in text, which PostgreSQL cannot store: replace (by U+FFFD), strip or fail", "replace"),
    AMPSYNC_EXTREME_TIMES("smallest and largest 64-bit timestamp: refuse, or infinity", "refuse"),
    AMPSYNC_ROW_ID(
            "_id of a row: block-ordered (block number and 8 bytes of its hash), or xxh3 (its 16-byte hash);"
                    + " a table that has rows keeps what it has",
            "block-ordered"),

    AMPSYNC_RETRY_ENABLED("whether a failure that may pass is tried again: true or false", "true"),
    AMPSYNC_RETRY_MAX_RETRIES(
            "retries in a row after which a table stops; without it there is no limit", null, 0, 1_000_000),
    AMPSYNC_RETRY_INITIAL_BACKOFF_MS("first pause before a retry, in milliseconds", 2000, 1, 3_600_000),
    AMPSYNC_RETRY_MAX_BACKOFF_MS("longest pause, jitter included", 120_000, 1, 3_600_000),
    AMPSYNC_RETRY_BACKOFF_MULTIPLIER("by which a pause is longer than the one before, 1 to 10", "2.0"),
    AMPSYNC_RETRY_JITTER("true: each pause is 50 to 150 % of what it is called", "true"),
    AMPSYNC_CIRCUIT_BREAKER_ENABLED("whether a server that fails again and again is left alone: true or false", "true"),
    AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD("failures in a row that open the circuit", 5, 1, 1000),
    AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD("successes in a row that close it again", 2, 1, 1000),
    AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS("how long it stays open, in milliseconds", 30_000, 1, 3_600_000),
    AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS(
            "requests at a time that test whether the server is back", 1, 1, 1000),
    AMPSYNC_BACK_PRESSURE_ENABLED("whether a table slows down for a server with too much to do: true or false", "true"),
    AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS("delay between two requests at first, in milliseconds", 0, 0, 3_600_000),
    AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS("that delay at most", 5000, 0, 3_600_000),
    AMPSYNC_BACK_PRESSURE_ADAPT_ON_429("true: the delay doubles and grows by 1000 ms on a rate limit", "true"),
    AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT("true: it grows by half and 500 ms on a timeout", "true"),
    AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR("by which a success multiplies it, 0 to 1", "0.9"),

    HEALTH_PORT("port of /healthz, /readyz, /metrics and /status; 0 picks a free one; off if unset", null, 0, 65_535),
    RUST_LOG("log levels: info, or info,ampsync=debug", "info"),
    AMPSYNC_LOG_FORMAT("text or json", "text"),
    AMPSYNC_SYNC_NAME("name under which this sync owns its tables; by default the dataset without its revision"),
    AMPSYNC_REVISION("label that /status repeats");

    private final String purpose;
    private final @Nullable String byDefault;
    private final boolean number;
    private final int least;
    private final int most;

    Variable(String purpose) {
        this(purpose, null, false, 0, 0);
    }

    Variable(String purpose, String byDefault) {
        this(purpose, byDefault, false, 0, 0);
    }

    Variable(String purpose, @Nullable Integer byDefault, int least, int most) {
        this(purpose, byDefault == null ? null : byDefault.toString(), true, least, most);
    }

    Variable(String purpose, @Nullable String byDefault, boolean number, int least, int most) {
        this.purpose = purpose;
        this.byDefault = byDefault;
        this.number = number;
        this.least = least;
        this.most = most;
    }

    /** One line for the help. */
    public String purpose() {
        return purpose;
    }

    public Optional<String> byDefault() {
        return Optional.ofNullable(byDefault);
    }

    /** Both ends are allowed; empty if the value is no number. */
    public Optional<Range> range() {
        return number ? Optional.of(new Range(least, most)) : Optional.empty();
    }

    /** The names that begin with {@code AMPSYNC_}. */
    static List<String> ours() {
        return Arrays.stream(values())
                .map(Variable::name)
                .filter(name -> name.startsWith(Unknown.PREFIX))
                .toList();
    }

    /** Integers from {@code least} to {@code most}. */
    public record Range(int least, int most) {
        @Override
        public String toString() {
            return least + " to " + most;
        }
    }
}
