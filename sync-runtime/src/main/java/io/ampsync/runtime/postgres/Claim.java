package io.ampsync.runtime.postgres;

/**
 * The right to write for a sync, until someone claims a higher epoch.
 *
 * @param syncUid the stable name of the sync
 * @param instanceUid which deployment of it we are
 * @param epoch goes up with every claim
 * @param holder 128 random bits in hex, new with every claim
 */
public record Claim(String syncUid, String instanceUid, long epoch, String holder) {}
