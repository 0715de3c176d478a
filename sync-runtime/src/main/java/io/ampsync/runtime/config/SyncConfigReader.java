package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.AMPSYNC_ERA;
import static io.ampsync.runtime.config.Variable.AMPSYNC_EXTREME_TIMES;
import static io.ampsync.runtime.config.Variable.AMPSYNC_GRPC_MAX_DECODE_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_KEEPALIVE_SECS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_LOG_FORMAT;
import static io.ampsync.runtime.config.Variable.AMPSYNC_MEMORY;
import static io.ampsync.runtime.config.Variable.AMPSYNC_NUL;
import static io.ampsync.runtime.config.Variable.AMPSYNC_ON_VERSION_CHANGE;
import static io.ampsync.runtime.config.Variable.AMPSYNC_RECEIVE_WINDOW_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_REVISION;
import static io.ampsync.runtime.config.Variable.AMPSYNC_ROW_ID;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SILENCE_SECS;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SPOOL_DIRECTORY;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SYNC_NAME;
import static io.ampsync.runtime.config.Variable.AMPSYNC_TABLE_BUFFER_MB;
import static io.ampsync.runtime.config.Variable.AMPSYNC_TLS_CA_FILE;
import static io.ampsync.runtime.config.Variable.AMPSYNC_UINT64;
import static io.ampsync.runtime.config.Variable.AMP_ADMIN_API_ADDR;
import static io.ampsync.runtime.config.Variable.AMP_AUTH_TOKEN;
import static io.ampsync.runtime.config.Variable.AMP_FLIGHT_ADDR;
import static io.ampsync.runtime.config.Variable.DATASET;
import static io.ampsync.runtime.config.Variable.DB_MAX_RETRY_DURATION_SECS;
import static io.ampsync.runtime.config.Variable.DB_OPERATION_MAX_RETRY_DURATION_SECS;
import static io.ampsync.runtime.config.Variable.HEALTH_PORT;
import static io.ampsync.runtime.config.Variable.MANIFEST_FETCH_MAX_BACKOFF_SECS;
import static io.ampsync.runtime.config.Variable.MANIFEST_FETCH_MAX_RETRIES;
import static io.ampsync.runtime.config.Variable.MAX_CONCURRENT_BATCHES;
import static io.ampsync.runtime.config.Variable.RETENTION_BLOCKS;
import static io.ampsync.runtime.config.Variable.RUST_LOG;
import static io.ampsync.runtime.config.Variable.TABLES;
import static io.ampsync.runtime.config.Variable.VERSION_POLL_INTERVAL_SECS;

import io.ampsync.runtime.config.ValueSettings.Extremes;
import io.ampsync.runtime.config.ValueSettings.NulPolicy;
import io.ampsync.runtime.config.ValueSettings.UInt64As;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds a {@link SyncConfig}; goes on after a mistake, so that all of them are found at once. */
final class SyncConfigReader {
    private static final long LEAST_MEMORY = 160L << 20;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Pattern SYNC_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._/@-]{0,252}");

    private final Reading reading;

    SyncConfigReader(Map<String, String> environment) {
        this(new Reading(environment));
    }

    SyncConfigReader(Reading reading) {
        this.reading = reading;
    }

    ConfigResult read() {
        Optional<DatasetRef> reference = new DatasetReader(reading).read();
        List<String> tables = tables();
        Map<String, TableSelection> selections = new SelectionReader(reading).read(tables);
        Optional<Era> era = era();
        era.ifPresent(known -> reference.ifPresent(ref -> checkSpelling(ref, known)));
        Secret token = token();
        Path caFile = reading.file(AMPSYNC_TLS_CA_FILE).orElse(null);
        Optional<FlightSettings> flight = flight(token, caFile);
        Optional<AdminSettings> admin = new Address(reading, AMP_ADMIN_API_ADDR)
                .http()
                .map(uri ->
                        new AdminSettings(uri, reading.given(AMP_ADMIN_API_ADDR).isPresent(), token, caFile));
        Optional<DatabaseSettings> database = new DatabaseReader(reading).read();
        LimitSettings limits = limits();
        ValueSettings values = values();
        ReportSettings report = report();
        ResilienceSettings resilience = new ResilienceReader(reading).read();
        Optional<String> syncName = syncName(reference);
        if (reading.given(MANIFEST_FETCH_MAX_RETRIES).isPresent()) {
            reading.number(MANIFEST_FETCH_MAX_RETRIES);
            reading.remark(MANIFEST_FETCH_MAX_RETRIES + " has no effect: waiting for a dataset has no limit.");
        }
        var dataset = reference.map(ref -> new DatasetSettings(
                ref,
                tables,
                selections,
                reading.seconds(VERSION_POLL_INTERVAL_SECS),
                onVersionChange(),
                reading.seconds(MANIFEST_FETCH_MAX_BACKOFF_SECS)));
        List<Problem> problems = reading.problems();
        if (!problems.isEmpty()) {
            return new ConfigResult.Invalid(problems);
        }
        boolean known = reading.given(DATASET).isPresent() || era.isPresent();
        return new ConfigResult.Valid(new SyncConfig(
                syncName.orElseThrow(),
                syncName.orElseThrow(),
                dataset.orElseThrow(),
                era,
                flight.orElseThrow(),
                admin.orElseThrow(),
                tables.isEmpty() || !known,
                database.orElseThrow(),
                limits,
                values,
                report,
                resilience,
                reading.remarks()));
    }

    private OnVersionChange onVersionChange() {
        return reading.choice(
                        AMPSYNC_ON_VERSION_CHANGE,
                        Map.of(
                                "continue",
                                OnVersionChange.CONTINUE,
                                "hold",
                                OnVersionChange.HOLD,
                                "resync",
                                OnVersionChange.RESYNC))
                .orElse(OnVersionChange.HOLD);
    }

    private List<String> tables() {
        List<String> tables = new ArrayList<>();
        int place = 0;
        for (String item :
                reading.given(TABLES).map(text -> text.split(",", -1)).orElse(new String[0])) {
            place++;
            String table = item.strip();
            String where = "table number " + place + ", " + Identifiers.quoted(table) + ", ";
            Identifiers.tableProblem(table)
                    .ifPresent(problem ->
                            reading.problem(TABLES, where + problem, "Name tables of the dataset, as in blocks,logs."));
            if (tables.contains(table)) {
                reading.problem(TABLES, where + "is named twice", "Name it once.");
            }
            tables.add(table);
        }
        return tables;
    }

    private Optional<Era> era() {
        return reading.choice(
                        AMPSYNC_ERA,
                        Map.of(
                                "auto", Optional.<Era>empty(),
                                "s1", Optional.of(Era.S1),
                                "s2", Optional.of(Era.S2),
                                "head", Optional.of(Era.HEAD)))
                .orElse(Optional.empty());
    }

    private void checkSpelling(DatasetRef reference, Era era) {
        reference
                .spellingProblem(era)
                .ifPresent(problem -> reading.problem(
                        AMPSYNC_ERA, "a server of that era knows no " + problem, "Correct the era, or the dataset."));
    }

    private @Nullable Secret token() {
        Optional<Secret> token = reading.given(AMP_AUTH_TOKEN).map(Secret::new);
        if (token.filter(secret -> !TOKEN.matcher(secret.reveal()).matches()).isPresent()) {
            reading.problem(AMP_AUTH_TOKEN, "it has blanks or characters that no header can carry", "Copy it again.");
        }
        return token.orElse(null);
    }

    private Optional<FlightSettings> flight(@Nullable Secret token, @Nullable Path caFile) {
        Optional<URI> endpoint = new Address(reading, AMP_FLIGHT_ADDR).flight();
        int maxMessage = reading.mebibytes(AMPSYNC_GRPC_MAX_DECODE_MB);
        long window = (long) reading.number(AMPSYNC_RECEIVE_WINDOW_MB) << 20;
        var keepAlive = reading.seconds(AMPSYNC_KEEPALIVE_SECS);
        return endpoint.map(uri -> new FlightSettings(uri, token, caFile, maxMessage, window, keepAlive));
    }

    private LimitSettings limits() {
        return new LimitSettings(
                reading.number(MAX_CONCURRENT_BATCHES),
                memory(),
                reading.mebibytes(AMPSYNC_TABLE_BUFFER_MB),
                reading.directory(AMPSYNC_SPOOL_DIRECTORY).orElse(null),
                reading.number(RETENTION_BLOCKS),
                reading.seconds(DB_MAX_RETRY_DURATION_SECS),
                reading.seconds(DB_OPERATION_MAX_RETRY_DURATION_SECS),
                reading.seconds(AMPSYNC_SILENCE_SECS));
    }

    private OptionalLong memory() {
        Optional<String> given = reading.given(AMPSYNC_MEMORY);
        if (given.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = ByteSize.parse(given.get());
        if (bytes.isEmpty()) {
            reading.problem(
                    AMPSYNC_MEMORY,
                    Identifiers.quoted(given.get()) + " is not an amount of memory",
                    "Use bytes, or a number with Ki, Mi or Gi, as in 512Mi.");
        } else if (bytes.getAsLong() < LEAST_MEMORY) {
            reading.problem(
                    AMPSYNC_MEMORY,
                    given.get() + " is below " + ByteSize.text(LEAST_MEMORY),
                    "Use at least that; 512Mi is enough for eight tables.");
        }
        return bytes;
    }

    private ValueSettings values() {
        return new ValueSettings(
                reading.choice(AMPSYNC_UINT64, Map.of("numeric", UInt64As.NUMERIC, "bigint", UInt64As.BIGINT))
                        .orElse(UInt64As.NUMERIC),
                reading.choice(
                                AMPSYNC_NUL,
                                Map.of(
                                        "replace", NulPolicy.REPLACE,
                                        "strip", NulPolicy.STRIP,
                                        "fail", NulPolicy.FAIL))
                        .orElse(NulPolicy.REPLACE),
                reading.choice(AMPSYNC_EXTREME_TIMES, Map.of("refuse", Extremes.REFUSED, "infinity", Extremes.INFINITY))
                        .orElse(Extremes.REFUSED),
                reading.choice(
                                AMPSYNC_ROW_ID,
                                Arrays.stream(RowId.values()).collect(Collectors.toMap(RowId::label, kind -> kind)))
                        .orElse(RowId.BLOCK_ORDERED));
    }

    /** What belongs to the process whatever it syncs. */
    ReportSettings report() {
        LogSettings.Directives directives = LogSettings.directives(reading.text(RUST_LOG));
        for (String wrong : directives.wrong()) {
            reading.problem(
                    RUST_LOG,
                    Identifiers.quoted(wrong) + " is not a log directive",
                    "Use a level (off, error, warn, info, debug, trace) or target=level, as in info,ampsync=debug.");
        }
        var format = reading.choice(
                AMPSYNC_LOG_FORMAT, Map.of("text", LogSettings.Format.TEXT, "json", LogSettings.Format.JSON));
        LogSettings log =
                new LogSettings(format.orElse(LogSettings.Format.TEXT), directives.root(), directives.targets());
        return new ReportSettings(
                reading.givenNumber(HEALTH_PORT),
                log,
                reading.given(AMPSYNC_REVISION).orElse(null));
    }

    private Optional<String> syncName(Optional<DatasetRef> reference) {
        Optional<String> given = reading.given(AMPSYNC_SYNC_NAME);
        given.filter(name -> !SYNC_NAME.matcher(name).matches())
                .ifPresent(name -> reading.problem(
                        AMPSYNC_SYNC_NAME,
                        Identifiers.quoted(name) + " is not a sync name",
                        "Use up to 253 letters, digits and . _ / @ - as in default/mainnet."));
        return given.or(() -> reference.map(DatasetRef::path));
    }
}
