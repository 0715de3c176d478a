package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/** Why rows with a good watermark are still not those of the chain up to it: the traces of known defects. Pure. */
final class Objection {
    private Objection() {}

    /** A clause without a subject; empty if nothing is known against the rows. */
    static Optional<String> to(StoredRanges stored, SourceProof source, SeedProgress.Watermark progress) {
        Cursor watermark = source.at();
        String mark = (watermark.equals(progress.at()) ? "its watermark " : "block ") + watermark.number();
        if (!progress.network().equals(source.first().network())) {
            return Optional.of("holds blocks of " + progress.network() + ", and the source sends "
                    + source.first().network());
        }
        if (stored.straddling() != null) {
            return Optional.of("has rows of a microbatch that begins at block " + stored.straddling()
                    + " and ends above " + mark + ": blocks were stored twice, with other boundaries");
        }
        if (stored.overlapping() != null) {
            return Optional.of("has rows of two microbatches that overlap at block " + stored.overlapping()
                    + ": blocks were stored twice, with other boundaries");
        }
        if (stored.first() != null && stored.first() < source.first().start()) {
            return Optional.of("begins at block " + stored.first() + ", and the source at "
                    + source.first().start());
        }
        if (watermark.number() < source.first().start()) {
            return Optional.of("ends at block " + watermark.number() + ", and the source begins at "
                    + source.first().start());
        }
        if (stored.kept() < source.rows()) {
            return Optional.of("has " + stored.kept() + " rows up to " + mark + ", and the source has " + source.rows()
                    + ": a crash or a reorg has cost it rows");
        }
        if (stored.kept() > source.rows()) {
            return Optional.of("has " + stored.kept() + " rows up to " + mark + ", and the source has " + source.rows()
                    + ": rows of orphaned blocks stayed, or rows were stored twice");
        }
        return Optional.empty();
    }
}
