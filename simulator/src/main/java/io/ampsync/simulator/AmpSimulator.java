package io.ampsync.simulator;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.FollowingLedger;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.flight.Behaviour;
import io.ampsync.simulator.flight.Faults;
import io.ampsync.simulator.flight.FlightPort;
import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A faithful Amp server in this process: a ledger, a catalog with one published dataset, and the Flight port. Everything
 * that a test or the control port changes at run time hangs here. Safe for use by many threads.
 */
public final class AmpSimulator implements AutoCloseable {
    private final Era era;
    private final Ledger ledger;
    private final Catalog catalog;
    private final AtomicReference<Behaviour> behaviour;
    private final Faults faults = new Faults();
    private final FlightPort flight;

    private AmpSimulator(Builder builder, Ledger ledger) throws IOException {
        era = builder.era;
        this.ledger = ledger;
        catalog = new Catalog(builder.clock);
        catalog.publish(builder.dataset, builder.version, Manifest.of(ledger));
        behaviour = new AtomicReference<>(builder.behaviour.apply(Behaviour.of(era)));
        flight = FlightPort.start(era, catalog, behaviour::get, faults, builder.flightPort);
    }

    public static Builder builder() {
        return new Builder();
    }

    public Era era() {
        return era;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Whether there is a {@link #chain} to change. */
    public boolean isSynthetic() {
        return ledger instanceof SyntheticLedger;
    }

    /** The synthetic chain: advance, reorg, forget orphans. IllegalStateException over a real node. */
    public SyntheticChain chain() {
        if (ledger instanceof SyntheticLedger synthetic) {
            return synthetic.chain();
        }
        throw new IllegalStateException("the blocks come from a real node; change them there");
    }

    /** Datasets and versions: publish, hide, move {@code latest}. */
    public Catalog catalog() {
        return catalog;
    }

    /**
     * The syncing of a derived dataset, which can be stopped. IllegalArgumentException for another dataset.
     *
     * @param version a revision
     */
    public FollowingLedger job(DatasetName dataset, String version) {
        return catalog.resolve(dataset, version)
                .map(published -> published.manifest().ledger())
                .filter(FollowingLedger.class::isInstance)
                .map(FollowingLedger.class::cast)
                .orElseThrow(() -> new IllegalArgumentException("no derived dataset " + dataset + "@" + version));
    }

    public Behaviour behaviour() {
        return behaviour.get();
    }

    /** Changes how the Flight port serves, for example {@code behave(b -> b.withSilent(true))}. */
    public void behave(UnaryOperator<Behaviour> change) {
        behaviour.updateAndGet(change);
        flight.wake();
    }

    /** Faults that strike once, at a place. */
    public Faults faults() {
        return faults;
    }

    /** Resets every TCP connection of the Flight port now. */
    public void resetConnections() {
        flight.resetConnections();
    }

    /** DoGets that are being served. */
    public int openStreams() {
        return flight.openStreams();
    }

    public int flightPort() {
        return flight.port();
    }

    /** For example {@code http://127.0.0.1:1602}. */
    public String flightUrl() {
        return "http://127.0.0.1:" + flightPort();
    }

    /** Stops at once, without draining. */
    @Override
    public void close() {
        flight.close();
    }

    /** What is chosen before the start. */
    public static final class Builder {
        private Era era = Era.HEAD;
        private String network = "anvil";
        private DatasetName dataset = DatasetName.of("anvil_rpc");
        private String version = "1.0.0";
        private SyntheticChain.Shape shape = SyntheticChain.Shape.DEFAULT;
        private SyntheticLedger.Density density = SyntheticLedger.Density.DEFAULT;
        private final Set<ExtraTable> extras = EnumSet.noneOf(ExtraTable.class);
        private long blocks = 1;
        private int flightPort;
        private InstantSource clock = InstantSource.system();
        private UnaryOperator<Behaviour> behaviour = UnaryOperator.identity();
        private @Nullable Ledger ledger;

        private Builder() {}

        public Builder era(Era value) {
            era = value;
            return this;
        }

        public Builder network(String value) {
            network = value;
            return this;
        }

        /** Name and first version of the dataset, in the default namespace. */
        public Builder dataset(String name, String firstVersion) {
            return dataset(DatasetName.of(name), firstVersion);
        }

        /** Name and first version of the dataset; the seed eras see the default namespace only. */
        public Builder dataset(DatasetName name, String firstVersion) {
            dataset = name;
            version = firstVersion;
            return this;
        }

        public Builder shape(SyntheticChain.Shape value) {
            shape = value;
            return this;
        }

        public Builder density(SyntheticLedger.Density value) {
            density = value;
            return this;
        }

        /** Adds a table {@code all_types} to the synthetic dataset. */
        public Builder allTypes() {
            return extraTables(List.of(ExtraTable.ALL_TYPES));
        }

        /** Adds tables to the synthetic dataset that no real one has. */
        public Builder extraTables(Collection<ExtraTable> tables) {
            extras.addAll(tables);
            return this;
        }

        /** Blocks of the synthetic chain at the start; 0 is a server with nothing synced. */
        public Builder blocks(long value) {
            blocks = value;
            return this;
        }

        /** 0, the default, picks a free one. */
        public Builder flightPort(int value) {
            flightPort = value;
            return this;
        }

        public Builder clock(InstantSource value) {
            clock = value;
            return this;
        }

        public Builder behaviour(UnaryOperator<Behaviour> change) {
            behaviour = change;
            return this;
        }

        /** Blocks from elsewhere, a real node for example, instead of the synthetic chain. */
        public Builder ledger(Ledger value) {
            ledger = value;
            return this;
        }

        /** Serves as soon as this returns. */
        public AmpSimulator start() throws IOException {
            return new AmpSimulator(this, ledger == null ? synthetic() : ledger);
        }

        private Ledger synthetic() {
            SyntheticChain chain = new SyntheticChain(shape);
            chain.advance(blocks);
            return new SyntheticLedger(network, chain, era, density, extras);
        }
    }
}
