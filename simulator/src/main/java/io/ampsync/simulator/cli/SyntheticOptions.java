package io.ampsync.simulator.cli;

import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the synthetic chain is made of. */
final class SyntheticOptions {
    static final String HEADING = "Synthetic chain:%n";

    @Option(names = "--seed", paramLabel = "N", description = "Another seed, other hashes and rows.")
    private long seed = 1;

    @Option(names = "--blocks", paramLabel = "N", description = "Blocks at the start.")
    private long blocks = 1;

    @Option(
            names = "--block-interval",
            paramLabel = "TIME",
            converter = Times.class,
            description = "Adds a block this often, for example 1s or 200ms. Default: never.")
    private @Nullable Duration blockInterval;

    @Option(
            names = "--skip-every",
            paramLabel = "N",
            description = "Of every N numbers the last has no block. 0: none is missing.")
    private int skipEvery;

    @Option(names = "--transactions-per-block", paramLabel = "N", description = "None in every eighth block.")
    private int transactionsPerBlock = SyntheticLedger.Density.DEFAULT.transactionsPerBlock();

    @Option(
            names = "--logs-per-block",
            paramLabel = "N",
            description = "Also rows of 'narrow' and 'wide'. None in every eighth block.")
    private int logsPerBlock = SyntheticLedger.Density.DEFAULT.logsPerBlock();

    @Option(
            names = "--extra-tables",
            paramLabel = "TABLE",
            split = ",",
            description = "Tables besides those of a real dataset: ${COMPLETION-CANDIDATES}.")
    private Set<ExtraTable> extraTables = EnumSet.noneOf(ExtraTable.class);

    Serving.Source.Synthetic source(Wrong wrong) {
        if (skipEvery == 1) {
            throw wrong.sentence("--skip-every 1 leaves no block: give 0 or at least 2");
        }
        return new Serving.Source.Synthetic(
                seed,
                wrong.atLeast(0, "--blocks", blocks),
                Optional.ofNullable(blockInterval),
                wrong.atLeast(0, "--skip-every", skipEvery),
                new SyntheticLedger.Density(
                        wrong.atLeast(0, "--transactions-per-block", transactionsPerBlock),
                        wrong.atLeast(0, "--logs-per-block", logsPerBlock)),
                Set.copyOf(extraTables));
    }
}
