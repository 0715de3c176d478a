package io.ampsync.runtime.admin;

import io.ampsync.runtime.config.DatasetRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reference meant when it was asked.
 *
 * @param asked the reference, perhaps floating
 * @param pinned the same dataset at a revision that does not move: a manifest hash, in the seed eras a version
 * @param version for people and for the checkpoint: the version, or {@code dev}, or the hash that was asked for
 * @param manifestHash null in the seed eras
 */
public record ResolvedDataset(
        DatasetRef asked,
        DatasetRef pinned,
        String version,
        @Nullable String manifestHash,
        List<DatasetTable> tables) {
    public ResolvedDataset {
        tables = List.copyOf(tables);
    }
}
