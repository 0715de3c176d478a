package io.ampsync.simulator.cli;

import io.ampsync.simulator.flight.Behaviour;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How streams are cut; the control port can change it later. */
final class StreamOptions {
    static final String HEADING = "Streams:%n";

    @Option(
            names = "--microbatch-blocks",
            paramLabel = "N",
            description = "Longest microbatch. Default: 1000, in the seed eras 100000.")
    private @Nullable Long microbatchBlocks;

    @Option(
            names = "--rows-per-message",
            paramLabel = "N",
            description = {
                "A message is as many rows, up to the end of a block, whatever its size.",
                "Default: 8192, cut at 2 MiB."
            })
    private @Nullable Integer rowsPerMessage;

    @Option(
            names = "--cut-seed",
            paramLabel = "N",
            description = "Microbatches end at random blocks, others on each connection. Default: they do not.")
    private @Nullable Long cutSeed;

    Cuts cuts(Wrong wrong) {
        return new Cuts(
                microbatchBlocks == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(wrong.atLeast(1, "--microbatch-blocks", microbatchBlocks)),
                rowsPerMessage == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(wrong.atLeast(1, "--rows-per-message", rowsPerMessage)),
                cutSeed == null ? OptionalLong.empty() : OptionalLong.of(cutSeed));
    }

    /** What differs from the behaviour of a server of the era. */
    record Cuts(OptionalLong microbatchBlocks, OptionalInt rowsPerMessage, OptionalLong seed) {
        Behaviour applyTo(Behaviour behaviour) {
            Behaviour cut = behaviour.withCutSeed(seed);
            if (microbatchBlocks.isPresent()) {
                cut = cut.withMicrobatchBlocks(microbatchBlocks.getAsLong());
            }
            return rowsPerMessage.isPresent()
                    ? cut.withBatchRows(rowsPerMessage.getAsInt()).withMessageBytes(Integer.MAX_VALUE)
                    : cut;
        }
    }
}
