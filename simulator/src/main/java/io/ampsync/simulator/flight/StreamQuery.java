package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.Refused;
import io.ampsync.simulator.query.Source;
import io.ampsync.simulator.stream.Cursor;
import io.ampsync.simulator.stream.Microbatch;
import io.ampsync.simulator.stream.MicrobatchPlanner;
import io.grpc.Status;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** An endless query: microbatch after microbatch, silent while there is nothing to send (amp-protocol 3 and 4). */
final class StreamQuery {
    private final Era era;
    private final Supplier<Behaviour> behaviour;
    private final Source source;
    private final ResultRows rows;
    private final ResultMessages messages;
    private final Outgoing outgoing;
    private final long connection;

    /** @param connection number of the DoGet, which the random cuts depend on */
    StreamQuery(
            Era era,
            Supplier<Behaviour> behaviour,
            Source source,
            ResultRows rows,
            ResultMessages messages,
            Outgoing outgoing,
            long connection) {
        this.era = era;
        this.behaviour = behaviour;
        this.source = source;
        this.rows = rows;
        this.messages = messages;
        this.outgoing = outgoing;
        this.connection = connection;
    }

    /** Refuses what cannot be streamed. */
    static void check(Era era, Plan plan) {
        plan.nonIncremental().ifPresent(operation -> {
            throw new Refused(
                    Status.Code.INVALID_ARGUMENT,
                    "invalid query: non-incremental queries are not supported for streaming, query contains "
                            + "non-incremental operation: " + (era.isHead() ? operation : "`" + operation + "`"));
        });
    }

    /** Returns only where the server ends the stream: when nothing is synced. */
    void run(Optional<Map<String, Cursor>> cursors) throws CallEnded, InterruptedException {
        Ledger ledger = source.version().manifest().ledger();
        long floor = source.version().manifest().startBlock();
        if (ledger.view().head().orElse(-1) < floor) {
            messages.schema();
            if (era.isHead()) {
                messages.complete(AppMetadata.of(era, Optional.empty(), true));
            }
            return;
        }
        MicrobatchPlanner planner = new MicrobatchPlanner(ledger.network(), floor, era.isHead());
        Optional<Cursor> position = cursors.map(map -> cursor(map, ledger.network()));
        while (true) {
            long seen = outgoing.changes();
            Behaviour now = behaviour.get();
            ChainView view = ledger.view();
            Optional<Microbatch> next =
                    now.silent() ? Optional.empty() : planner.next(view, position, now.microbatchBlocks(), cut(now));
            if (next.isEmpty()) {
                outgoing.awaitChangeSince(seen);
                continue;
            }
            send(view, next.get());
            position = next.map(Microbatch::cursor);
        }
    }

    private void send(ChainView view, Microbatch microbatch) throws CallEnded, InterruptedException {
        Behaviour now = behaviour.get();
        byte[] metadata = AppMetadata.of(era, Optional.of(microbatch), false);
        messages.schema();
        keepAlive(now, Behaviour.KeepAlive.START, metadata);
        boolean[] middle = {false};
        rows.produce(view, ResultRows.Slice.of(microbatch.start(), microbatch.end()), now.batchRows(), batch -> {
            if (middle[0]) {
                keepAlive(now, Behaviour.KeepAlive.MIDDLE, metadata);
            }
            middle[0] = true;
            messages.rows(batch, metadata, now.messageBytes());
        });
        messages.complete(AppMetadata.of(era, Optional.of(microbatch), true));
    }

    private void keepAlive(Behaviour now, Behaviour.KeepAlive place, byte[] metadata)
            throws CallEnded, InterruptedException {
        if (era.isHead() && now.keepAlives().contains(place)) {
            messages.empty(metadata);
        }
    }

    private MicrobatchPlanner.Cut cut(Behaviour now) {
        if (now.cutSeed().isEmpty()) {
            return (_, limit) -> limit;
        }
        long seed = Mix.mix(now.cutSeed().getAsLong(), connection);
        return (start, limit) -> start + Math.floorMod(Mix.mix(seed, start), limit - start + 1);
    }

    private Cursor cursor(Map<String, Cursor> cursors, String network) {
        Cursor cursor = cursors.get(network);
        if (cursor != null) {
            return cursor;
        }
        throw new Refused(
                Status.Code.INTERNAL,
                era.isHead()
                        ? "streaming query execution error | Caused by: failed to convert cursor -> expected cursor for "
                                + "network '" + network + "', but cursor only contains networks: ["
                                + String.join(", ", cursors.keySet()) + "]"
                        : "streaming query execution error: Expected resume watermark for network '" + network + "'");
    }
}
