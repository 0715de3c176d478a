package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.stream.ReorgKind;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit; the rows are counted by the commit.
 *
 * @param forkBlock first block that was replaced
 * @param oldEnd number of the checkpoint that was given up
 * @param oldHash hash of the checkpoint that was given up
 * @param newHash hash of the checkpoint that takes its place, null while its microbatch is open
 * @param depth number of blocks given up
 * @param kind how the reorg was found
 */
public record ReorgRecord(
        long forkBlock,
        long oldEnd,
        BlockHash oldHash,
        @Nullable BlockHash newHash,
        long depth,
        ReorgKind kind) {}
