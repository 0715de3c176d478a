package io.ampsync.runtime.doctor;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.StreamRequest;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.arrow.memory.RootAllocator;

/** The Flight port, and whether it would stream every table; no row is asked for. */
final class SourceProbe implements Doctor.Probe {
    private final SyncConfig config;
    private final Tls tls;
    private final CompletableFuture<Told> told;

    SourceProbe(SyncConfig config, Tls tls, CompletableFuture<Told> told) {
        this.config = config;
        this.tls = tls;
        this.told = told;
    }

    @Override
    public void look(Findings findings) throws InterruptedException {
        URI uri = config.flight().endpoint();
        Endpoint endpoint = new Endpoint(uri.getHost(), uri.getPort(), "AMP_FLIGHT_ADDR");
        if (!endpoint.reachable(findings)) {
            return;
        }
        findings.doing("waiting for the Admin API to name the tables");
        try (RootAllocator allocator = new RootAllocator();
                FlightSource early = new FlightSource(
                        config.flight()
                                .speaking(
                                        config.era().orElse(Era.HEAD),
                                        config.flight().windowBytes()),
                        allocator)) {
            // Most of a first call is loading what it needs: that goes on while the Admin API is asked.
            early.connect();
            look(endpoint, about(), findings);
        }
    }

    private void look(Endpoint endpoint, Told about, Findings findings) throws InterruptedException {
        SourceSettings settings =
                config.flight().speaking(about.era(), config.flight().windowBytes());
        if (settings.tls()) {
            findings.doing("shaking hands with " + endpoint);
            Optional<Tls.Fault> fault = endpoint.tls(tls);
            if (fault.isPresent()) {
                findings.add(fault.get().check(), fault.get().seen());
                return;
            }
        }
        try (RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(settings, allocator)) {
            if (about.tables().isEmpty()) {
                plan(source, endpoint, "", "SELECT 1", about, findings);
            }
            for (String table : about.tables()) {
                String sql =
                        config.dataset().selection(table).from(about.pinned().tableReference(about.era(), table));
                if (!plan(source, endpoint, table, sql, about, findings)) {
                    return;
                }
            }
            if (!about.tables().isEmpty() && findings.found().isEmpty()) {
                head(source, about, findings);
            }
        }
    }

    /** A plan says nothing of rows. */
    private static void head(FlightSource source, Told about, Findings findings) throws InterruptedException {
        String table = about.era() == Era.HEAD ? about.tables().getFirst() : "blocks";
        findings.doing("asking for the head of " + table);
        try {
            if (HeadProbe.ask(source, about.era(), about.pinned().tableReference(about.era(), table))
                    .isEmpty()) {
                findings.add(Check.NOTHING_SYNCED, "The server has no block of " + table + " yet.");
            }
        } catch (SyncException e) {
            if (e.reason() == Reason.NOTHING_SYNCED) {
                findings.add(Check.NOTHING_SYNCED, String.valueOf(e.getMessage()));
            }
        }
    }

    private Told about() throws InterruptedException {
        try {
            return told.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    /** False if the other tables need not be asked for. */
    private boolean plan(
            FlightSource source, Endpoint endpoint, String table, String sql, Told about, Findings findings) {
        findings.doing("asking " + endpoint + " for a plan of " + (table.isEmpty() ? "anything" : table));
        try {
            var schema = source.plan(new StreamRequest(sql, !table.isEmpty(), Map.of()))
                    .schema();
            if (!table.isEmpty()) {
                TableEncoder.of(schema, EncodeSettings.DEFAULT.withValues(config.values()));
            }
            return true;
        } catch (SyncException e) {
            return judge(e, endpoint, table, about, findings);
        }
    }

    private boolean judge(SyncException failure, Endpoint endpoint, String table, Told about, Findings findings) {
        String words = String.valueOf(failure.getMessage());
        switch (failure.reason()) {
            case SOURCE_UNAUTHENTICATED -> findings.add(Check.TOKEN_REFUSED, words);
            case SOURCE_UNREACHABLE, SOURCE_INCOMPATIBLE -> findings.add(peer(failure, endpoint), words);
            case QUERY_REFUSED, DATASET_NOT_FOUND -> {
                if (!table.isEmpty()) {
                    findings.add(absent(failure, about), "Table " + table + ": " + words);
                }
                return true;
            }
            case NOTHING_SYNCED -> {
                findings.add(Check.NOTHING_SYNCED, "Table " + table + ": " + words);
                return true;
            }
            case TYPE_UNSUPPORTED, NO_BLOCK_NUMBER, IDENTIFIER_INVALID -> {
                findings.add(Check.TYPE_UNSUPPORTED, "Table " + table + ": " + words);
                return true;
            }
            default -> findings.add(Check.QUERY_REFUSED, words);
        }
        return false;
    }

    /** Who it is that does not speak Amp's protocol. */
    private Check peer(SyncException failure, Endpoint endpoint) {
        boolean plain = !config.flight().speaking(Era.HEAD, 1).tls();
        if (plain && tls.spoken(endpoint.host(), endpoint.port())) {
            return Check.TLS_WANTED;
        }
        if (plain && endpoint.peer() == Endpoint.Peer.HTTP1) {
            return Check.SPEAKS_HTTP1;
        }
        return failure.reason() == Reason.SOURCE_INCOMPATIBLE ? Check.NOT_THE_SERVER : Check.NOT_ANSWERING;
    }

    private static Check absent(SyncException failure, Told about) {
        String words = String.valueOf(failure.getMessage());
        if (words.contains("No field named")) {
            return Check.COLUMN_ABSENT;
        }
        if (failure.reason() == Reason.DATASET_NOT_FOUND) {
            return about.published() ? Check.TABLE_ABSENT : Check.DATASET_ABSENT;
        }
        return words.matches("(?is).*table '[^']*' not found.*") ? Check.TABLE_ABSENT : Check.QUERY_REFUSED;
    }
}
