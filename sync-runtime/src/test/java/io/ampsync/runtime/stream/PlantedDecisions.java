package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BlockRange;

/** The wrong rules of {@link PlantedBugsTest}, and others, in place of the right ones in the whole engine. */
public final class PlantedDecisions {
    private static PlantedBugsTest.Bug bug = PlantedBugsTest.Bug.IGNORES_PREV_HASH;

    private PlantedDecisions() {}

    /** Which of them {@link #decide} is. */
    public static void choose(String name) {
        bug = PlantedBugsTest.Bug.valueOf(name);
    }

    public static Step decide(Connection connection, Journal tentative, BlockRange incoming) {
        return bug.decide(connection, tentative, incoming);
    }

    /** Takes the first rows of a microbatch for all of it. */
    public static MicrobatchTracker.Event completesOnRows(
            MicrobatchTracker tracker, BatchMetadata metadata, long rows) {
        MicrobatchTracker.Event event = tracker.accept(metadata, rows);
        return rows > 0 && !metadata.complete()
                ? new MicrobatchTracker.Completes(metadata.ranges().getFirst(), event.begins())
                : event;
    }

    /** Asks from the first block whenever it connects. */
    public static Opening neverResumes(Journal stored, Memory memory, RuleSettings settings) {
        return ReorgRules.open(Journal.empty(), memory, settings);
    }
}
