package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.Refused;
import io.ampsync.simulator.query.Source;
import io.ampsync.simulator.stream.Microbatch;
import io.grpc.Status;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;

/**
 * A query that ends. On HEAD every batch says which blocks are synced, filtered or not (amp-protocol 16.19); the seed eras
 * send no metadata.
 */
final class BatchQuery {
    private final Era era;
    private final Behaviour behaviour;
    private final Plan plan;
    private final ResultMessages messages;
    private final BufferAllocator allocator;

    BatchQuery(Era era, Behaviour behaviour, Plan plan, ResultMessages messages, BufferAllocator allocator) {
        this.era = era;
        this.behaviour = behaviour;
        this.plan = plan;
        this.messages = messages;
        this.allocator = allocator;
    }

    void run() throws CallEnded, InterruptedException {
        if (plan.callsBlockNumber()) {
            String text = "Error during planning: block_num() is only supported in streaming queries";
            throw new Refused(
                    Status.Code.INVALID_ARGUMENT,
                    "failed to plan SQL query | Caused by: amp::invalid_input\ncaused by\n" + text + " -> " + text);
        }
        if (plan.sources().isEmpty()) {
            literals();
        } else {
            table(plan.sources().getFirst());
        }
    }

    private void literals() throws CallEnded, InterruptedException {
        messages.schema();
        try (Aggregation row = new Aggregation(allocator, plan)) {
            messages.rows(row.row(), metadata(Optional.empty(), false), behaviour.messageBytes());
        }
        complete(Optional.empty());
    }

    private void table(Source source) throws CallEnded, InterruptedException {
        ChainView view = source.version().manifest().ledger().view();
        Optional<Microbatch> synced = synced(source, view);
        byte[] metadata = metadata(synced, false);
        messages.schema();
        boolean[] any = {false};
        if (plan.aggregates()) {
            try (Aggregation row = new Aggregation(allocator, plan)) {
                messages.rows(
                        synced.isPresent() ? row.compute(source, view, synced.get()) : row.row(),
                        metadata,
                        behaviour.messageBytes());
            }
            any[0] = true;
        } else if (synced.isPresent()) {
            ResultRows.Slice slice = new ResultRows.Slice(
                    synced.get().start(),
                    synced.get().end(),
                    plan.paging().descending(),
                    plan.paging().limit());
            try (ResultRows rows = new ResultRows(allocator, plan, source)) {
                rows.produce(view, slice, behaviour.batchRows(), batch -> {
                    any[0] = true;
                    messages.rows(batch, metadata, behaviour.messageBytes());
                });
            }
        }
        if (!any[0] && era != Era.S1) {
            messages.empty(metadata);
        }
        complete(synced);
    }

    private void complete(Optional<Microbatch> synced) throws CallEnded, InterruptedException {
        if (era.isHead()) {
            messages.complete(metadata(synced, true));
        }
    }

    private byte[] metadata(Optional<Microbatch> synced, boolean complete) {
        return era.isHead() ? AppMetadata.of(era, synced, complete) : AppMetadata.NONE;
    }

    /** The whole interval that is synced; empty before the first block of the dataset. */
    private static Optional<Microbatch> synced(Source source, ChainView view) {
        long floor =
                Math.max(source.version().manifest().startBlock(), view.first().orElse(0));
        OptionalLong head = view.head();
        if (head.isEmpty() || head.getAsLong() < floor) {
            return Optional.empty();
        }
        Block last = view.block(head.getAsLong()).orElseThrow();
        Block first = view.block(floor).orElseThrow();
        return Optional.of(new Microbatch(
                source.version().manifest().network(),
                floor,
                last.number(),
                last.hash(),
                first.parentHash(),
                last.timestampSeconds()));
    }
}
