package io.ampsync.runtime.sync;

import io.ampsync.runtime.stream.ReorgKind;

/**
 * What a microbatch takes the place of.
 *
 * @param cutFrom first block that goes
 * @param kind how the reorg was found, for the audit
 */
record Replacement(long cutFrom, ReorgKind kind) {}
