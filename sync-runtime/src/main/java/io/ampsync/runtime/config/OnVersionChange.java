package io.ampsync.runtime.config;

/** What becomes of the data when another version of a followed dataset is published. */
public enum OnVersionChange {
    /** An additive schema goes on from the checkpoint; rows that are stored hold NULL in new columns. */
    CONTINUE,
    /** The running version goes on, and the new one is only reported. */
    HOLD,
    /** The new version is filled beside from the first block on, and then takes the old one's place. */
    RESYNC
}
