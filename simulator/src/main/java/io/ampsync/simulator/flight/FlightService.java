package io.ampsync.simulator.flight;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.QueryPlanner;
import io.ampsync.simulator.query.Refused;
import io.ampsync.simulator.query.Source;
import io.ampsync.simulator.stream.Cursor;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** What the two calls do; the gRPC shapes around it are {@link FlightCalls}'. */
final class FlightService {
    private static final String COMMAND = "type.googleapis.com/arrow.flight.protocol.sql.CommandStatementQuery";
    private static final int CMD = 2;

    private final Era era;
    private final QueryPlanner planner;
    private final Supplier<Behaviour> behaviour;
    private final BufferAllocator allocator;

    FlightService(Era era, Catalog catalog, Supplier<Behaviour> behaviour, BufferAllocator allocator) {
        this.era = era;
        this.behaviour = behaviour;
        this.allocator = allocator;
        planner = new QueryPlanner(era, catalog);
    }

    /** Plans the query and freezes streaming mode and cursor into a ticket (amp-protocol 1.2 and 1.3). */
    Flight.FlightInfo getFlightInfo(Flight.FlightDescriptor descriptor, Metadata headers) {
        String sql = sql(descriptor);
        Plan plan = planner.plan(sql);
        Ticket ticket = new Ticket(sql, streaming(plan, headers), cursors(headers));
        byte[] schema = SchemaMessage.encapsulated(SchemaMessage.header(plan.schema()));
        return Flight.FlightInfo.newBuilder()
                .setSchema(ByteString.copyFrom(schema))
                .setFlightDescriptor(descriptor)
                .addEndpoint(Flight.FlightEndpoint.newBuilder()
                        .setTicket(Flight.Ticket.newBuilder().setTicket(ByteString.copyFrom(ticket.encode()))))
                .setTotalRecords(-1)
                .setTotalBytes(-1)
                .build();
    }

    /** Sends the result; returns when it is complete. The references in the SQL are resolved again. */
    void doGet(byte[] ticketBytes, Outgoing outgoing, Waker waker, long connection)
            throws CallEnded, InterruptedException {
        Ticket ticket = Ticket.decode(ticketBytes);
        Plan plan = planner.plan(ticket.sql());
        if (ticket.streaming()) {
            StreamQuery.check(era, plan);
        }
        plan.sources().forEach(this::checkSynced);
        if (plan.sources().size() > 1) {
            throw join(plan);
        }
        outgoing.open();
        ResultMessages messages = new ResultMessages(outgoing, plan, allocator);
        if (ticket.streaming()) {
            stream(plan, ticket, messages, outgoing, waker, connection);
        } else {
            new BatchQuery(era, behaviour.get(), plan, messages, allocator).run();
        }
    }

    private Refused join(Plan plan) {
        boolean ambiguous = plan.outputs().stream()
                .anyMatch(output -> output.field().getName().equals(TableDefinition.BLOCK_NUM));
        return new Refused(
                Status.Code.INTERNAL,
                era.isHead() && ambiguous
                        ? "streaming query execution error | Caused by: failed to propagate _block_num column in query "
                                + "plan -> Error during planning: selecting `_block_num` from a multi-table context "
                                + "(e.g. a join) is ambiguous. Use the `block_num()` function instead to get the "
                                + "correct value, or use explicit column names instead of `*` to omit `_block_num`"
                        : "the simulator does not execute joins");
    }

    private void stream(
            Plan plan, Ticket ticket, ResultMessages messages, Outgoing outgoing, Waker waker, long connection)
            throws CallEnded, InterruptedException {
        if (plan.sources().isEmpty()) {
            messages.schema();
            messages.complete(AppMetadata.of(era, Optional.empty(), true));
            return;
        }
        Source source = plan.sources().getFirst();
        try (Ledger.Subscription _ = source.version().manifest().ledger().onChange(waker::wake);
                ResultRows rows = new ResultRows(allocator, plan, source)) {
            new StreamQuery(era, behaviour, source, rows, messages, outgoing, connection).run(ticket.cursors());
        }
    }

    private void checkSynced(Source source) {
        if (source.version().deployed()) {
            return;
        }
        String table = source.table().name();
        throw new Refused(
                Status.Code.INTERNAL,
                era.isHead()
                        ? "error creating physical catalog | Caused by: Table "
                                + source.version().dataset() + "@"
                                + source.version().manifestHash() + "." + table + " has not been synced"
                        : "error loading physical catalog: Table '" + table + "' has not been synced");
    }

    private static String sql(Flight.FlightDescriptor descriptor) {
        if (descriptor.getTypeValue() != CMD) {
            throw invalid("unsupported flight descriptor type: " + descriptor.getTypeValue());
        }
        try {
            Any command = Any.parseFrom(descriptor.getCmd());
            if (!command.getTypeUrl().equals(COMMAND)) {
                throw invalid("unsupported flight descriptor command: " + command.getTypeUrl());
            }
            return FlightSql.CommandStatementQuery.parseFrom(command.getValue()).getQuery();
        } catch (InvalidProtocolBufferException e) {
            throw invalid("ProtocolBuffers decoding error: failed to decode Protobuf message: " + e.getMessage());
        }
    }

    private static Refused invalid(String text) {
        return new Refused(Status.Code.INVALID_ARGUMENT, text);
    }

    private boolean streaming(Plan plan, Metadata headers) {
        @Nullable String header = era.isHead() ? header(headers, "amp-stream") : null;
        return switch (header == null ? "" : header.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> plan.streamClause();
        };
    }

    private Optional<Map<String, Cursor>> cursors(Metadata headers) {
        return behaviour.get().ignoreCursor()
                ? Optional.empty()
                : ResumeHeader.parse(header(headers, era.resumeHeader()));
    }

    private static @Nullable String header(Metadata headers, String name) {
        return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
}
