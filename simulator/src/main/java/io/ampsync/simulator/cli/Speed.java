package io.ampsync.simulator.cli;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.impl.FlightSql;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code amp-simulator speed}: a stream to a client that throws everything away. */
@CommandLine.Command(
        name = "speed",
        description = {
            "Measures how fast the simulator feeds a stream, over TCP to a client that throws it away.",
            "For the speed of one core: taskset -c 0 bin/amp-simulator serve --blocks 1000000000,",
            "and beside it: taskset -c 1 bin/amp-simulator speed --port 1602"
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        showDefaultValues = true)
final class Speed implements Callable<Integer> {
    private static final int WINDOW = 8 * 1024 * 1024;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final long BLOCKS = 1_000_000_000;
    private static final double MILLION = 1e6;

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--table", description = "blocks, transactions, logs, all_types, narrow or wide.")
    private String table = "logs";

    @Option(names = "--seconds", paramLabel = "N", description = "How long, after a warm-up of two seconds.")
    private int seconds = 5;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The Flight port of a simulator that runs already on this machine; without, of one in here.")
    private @Nullable Integer port;

    @Option(names = "--logs-per-block", paramLabel = "N", description = "Also rows of 'narrow' and 'wide'.")
    private int logsPerBlock = 100;

    @CommandLine.ArgGroup(validate = false, heading = StreamOptions.HEADING)
    private StreamOptions streams = new StreamOptions();

    @Override
    public Integer call() throws IOException {
        CommandLine.Model.CommandSpec known = Objects.requireNonNull(spec, "run by picocli only");
        if (port != null) {
            known.commandLine().getOut().println(measure(port));
            return CommandLine.ExitCode.OK;
        }
        StreamOptions.Cuts cuts = streams.cuts(new Wrong(known.commandLine()));
        try (AmpSimulator simulator = AmpSimulator.builder()
                .extraTables(EnumSet.allOf(ExtraTable.class))
                .density(new SyntheticLedger.Density(10, logsPerBlock))
                .blocks(BLOCKS)
                .behaviour(cuts::applyTo)
                .start()) {
            known.commandLine().getOut().println(measure(simulator.flightPort()));
        }
        return CommandLine.ExitCode.OK;
    }

    private String measure(int port) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .flowControlWindow(WINDOW)
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
        try {
            Flight.FlightInfo info = plan(channel);
            Iterator<Received> stream = ClientCalls.blockingServerStreamingCall(
                    channel,
                    FlightServiceGrpc.getDoGetMethod().toBuilder(
                                    FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(), Received.MARSHALLER)
                            .build(),
                    CallOptions.DEFAULT.withDeadlineAfter(
                            WARM_UP.plusSeconds(seconds).plus(SILENCE)),
                    info.getEndpoint(0).getTicket());
            drain(stream, WARM_UP.toNanos());
            return drain(stream, TimeUnit.SECONDS.toNanos(seconds));
        } catch (StatusRuntimeException e) {
            throw new CannotServe(
                    "the stream of " + table + " ended or fell silent ("
                            + e.getStatus().getCode() + "). Is the chain too short? Serve it with --blocks 1000000000.",
                    e);
        } finally {
            channel.shutdownNow();
        }
    }

    private Flight.FlightInfo plan(ManagedChannel channel) {
        try {
            return FlightServiceGrpc.newBlockingStub(channel).getFlightInfo(descriptor());
        } catch (StatusRuntimeException e) {
            throw new CannotServe(
                    "no stream of " + table + " from " + channel.authority() + ": "
                            + Objects.requireNonNullElse(e.getStatus().getDescription(), "")
                            + " (" + e.getStatus().getCode() + "). Is the simulator's Flight port there?",
                    e);
        }
    }

    private String drain(Iterator<Received> stream, long nanos) {
        long start = System.nanoTime();
        long cpu = cpuNanos();
        long rows = 0;
        long bytes = 0;
        while (System.nanoTime() - start < nanos) {
            Received message = stream.next();
            rows += message.rows();
            bytes += message.bytes();
        }
        double took = (System.nanoTime() - start) / 1e9;
        double cores = (cpuNanos() - cpu) / 1e9 / took;
        return String.format(
                Locale.ROOT,
                "%s: %.2f M rows/s, %.0f MB/s, %.0f bytes a row, %.1f cores in this process: %.2f M rows per core and second",
                table,
                rows / took / MILLION,
                bytes / took / MILLION,
                (double) bytes / Math.max(1, rows),
                cores,
                rows / took / MILLION / cores);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private Flight.FlightDescriptor descriptor() {
        ByteString command = Any.pack(FlightSql.CommandStatementQuery.newBuilder()
                        .setQuery("SELECT * FROM anvil_rpc." + table + " SETTINGS stream = true")
                        .build())
                .toByteString();
        return Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                .setCmd(command)
                .build();
    }
}
