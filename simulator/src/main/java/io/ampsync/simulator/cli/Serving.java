package io.ampsync.simulator.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.control.ControlPort;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.evm.EvmLedger;
import io.ampsync.simulator.flight.Behaviour;
import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;

/** A simulator with all its ports, as the program runs it. */
final class Serving implements AutoCloseable {
    /** Port 0 picks a free one. */
    record Ports(int flight, int admin, int control) {}

    /** Where blocks come from. */
    sealed interface Source {
        /** A block every {@code interval}, if there is one. */
        record Synthetic(
                long seed,
                long blocks,
                Optional<Duration> interval,
                int skipEvery,
                SyntheticLedger.Density density,
                Set<ExtraTable> extraTables)
                implements Source {}

        record Node(URI url, Duration pollInterval) implements Source {}
    }

    /** How the Flight port serves, as far as it is not as the era does by itself. */
    record Streams(Optional<String> token, StreamOptions.Cuts cuts) {
        Behaviour applyTo(Behaviour behaviour) {
            return cuts.applyTo(behaviour.withToken(token));
        }
    }

    /** What was asked for on the command line. */
    record Request(
            Era era,
            Ports ports,
            DatasetName dataset,
            String version,
            String network,
            long startBlock,
            Streams streams,
            Source source) {}

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private String addresses = "";

    private Serving() {}

    /**
     * Serves on all ports when it returns.
     *
     * @throws CannotServe when a port is taken or the node does not answer
     */
    static Serving start(Request request) {
        Serving serving = new Serving();
        try {
            serving.open(request);
            return serving;
        } catch (IOException e) {
            serving.close();
            throw new CannotServe(sentence(e), e);
        }
    }

    /** One line of JSON. */
    String addresses() {
        return addresses;
    }

    private void open(Request request) throws IOException {
        AmpSimulator.Builder builder = AmpSimulator.builder()
                .era(request.era())
                .network(request.network())
                .dataset(request.dataset(), request.version())
                .flightPort(request.ports().flight())
                .behaviour(request.streams()::applyTo);
        switch (request.source()) {
            case Source.Synthetic source -> synthetic(builder, source, request.startBlock());
            case Source.Node source ->
                builder.ledger(
                        keep(EvmLedger.start(EvmLedger.Settings.of(source.url(), request.network(), request.era())
                                .withFirstBlock(request.startBlock())
                                .withPollInterval(source.pollInterval()))));
        }
        AmpSimulator simulator = keep(builder.start());
        AdminPort admin = keep(AdminPort.start(simulator, request.ports().admin()));
        ControlPort control = keep(
                ControlPort.start(simulator, admin.faults(), request.ports().control()));
        if (request.source() instanceof Source.Synthetic source) {
            source.interval().ifPresent(interval -> keep(BlockTimer.start(simulator.chain(), interval)));
        }
        addresses = JsonNodeFactory.instance
                .objectNode()
                .put("flight", simulator.flightUrl())
                .put("admin", admin.url())
                .put("control", control.url())
                .toString();
    }

    private static void synthetic(AmpSimulator.Builder builder, Source.Synthetic source, long startBlock) {
        SyntheticChain.Shape shape = SyntheticChain.Shape.DEFAULT;
        builder.shape(new SyntheticChain.Shape(
                        source.seed(), startBlock, shape.genesisTime(), shape.blockTime(), source.skipEvery()))
                .blocks(source.blocks())
                .density(source.density())
                .extraTables(source.extraTables());
    }

    private <C extends AutoCloseable> C keep(C resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("could not stop", e);
            }
        }
    }

    private static String sentence(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        return cause == null || message.contains(String.valueOf(cause.getMessage()))
                ? message
                : message + ": " + cause.getMessage();
    }
}
