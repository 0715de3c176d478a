package io.ampsync.runtime.postgres;

import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds of a table, in one snapshot.
 *
 * @param journal ascending, without gaps
 * @param open the microbatch that was open at the last commit; its rows lie above the watermark
 * @param from what the table is filled from
 */
public record StoredState(
        String network,
        Expected checkpoint,
        List<JournalEntry> journal,
        @Nullable OpenSplit open,
        @Nullable Provenance from) {
    public StoredState {
        journal = List.copyOf(journal);
    }
}
