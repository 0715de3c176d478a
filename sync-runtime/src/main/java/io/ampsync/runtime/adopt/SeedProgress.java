package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far the checkpoint of an early ampsync says that a table is. */
sealed interface SeedProgress {
    /** A block that the server had declared complete, with its hash: the only state with a proof. */
    record Watermark(String network, Cursor at, @Nullable Long incremental) implements SeedProgress {}

    /** It ended inside its first microbatch: the number may be ahead of the rows. */
    record OnlyIncremental(String network, long block) implements SeedProgress {}

    /** Its hash is none, so the old program skipped it, too. */
    record UnusableHash(String network, long block, int bytes) implements SeedProgress {}

    record SeveralNetworks(List<String> networks) implements SeedProgress {
        public SeveralNetworks {
            networks = List.copyOf(networks);
        }
    }

    /** The checkpoint table has no row for it. */
    record None() implements SeedProgress {}

    /** There is no checkpoint table, or one of the layout before networks; what is left of it has these names. */
    record Lost(List<String> leftOvers) implements SeedProgress {
        public Lost {
            leftOvers = List.copyOf(leftOvers);
        }
    }

    /** One phrase for the log. */
    default String phrase() {
        return switch (this) {
            case Watermark(String network, Cursor at, Long incremental) ->
                "watermark " + network + " " + at.number() + " " + at.hash()
                        + (incremental == null || incremental <= at.number()
                                ? ""
                                : ", stored in part up to " + incremental);
            case OnlyIncremental(String network, long block) ->
                "no watermark, only an incremental position, " + network + " " + block;
            case UnusableHash(String network, long block, int bytes) ->
                "watermark " + network + " " + block + " with a hash of " + bytes + " bytes";
            case SeveralNetworks(List<String> networks) -> "checkpoints of " + String.join(", ", networks);
            case None() -> "no checkpoint";
            case Lost(List<String> leftOvers) ->
                leftOvers.isEmpty()
                        ? "no checkpoint table"
                        : "no checkpoint table that could be read, but " + String.join(" and ", leftOvers);
        };
    }
}
