package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.BlockRange;
import org.jspecify.annotations.Nullable;

/** Wrong ways to use the writer, each in the place of a call of the engine. */
public final class PlantedWrites {
    private PlantedWrites() {}

    /** The group of microbatches is not committed when nothing else comes. */
    public static void groupForgotten(TableWriter writer) {
        if (writer.commits() < 0) {
            writer.idle();
        }
    }

    /** A replacement is written like any microbatch. */
    public static void withoutReplacement(TableWriter writer, BlockRange range, @Nullable Replacement replacement) {
        writer.begin(range, replacement == null || range.start() < 0 ? replacement : null);
    }
}
