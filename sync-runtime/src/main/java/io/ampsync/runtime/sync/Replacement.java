package io.ampsync.runtime.sync;

import io.ampsync.runtime.stream.ReorgKind;

/**
 * What a microbatch takes the place of.
 *
 * @param cutFrom first block that goes
 * @param forkBlock first block that is another one now, for the audit: at or above {@code cutFrom}
 * @param kind how the reorg was found, for the audit
 */
record Replacement(long cutFrom, long forkBlock, ReorgKind kind) {}
