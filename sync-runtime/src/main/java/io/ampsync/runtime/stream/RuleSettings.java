package io.ampsync.runtime.stream;

/**
 * What a user decides about reorganisations.
 *
 * @param retentionBlocks the largest number of blocks that one answer alone may remove from the first block on; above
 *     it a second answer must agree. Also the least that thinning leaves alone
 */
public record RuleSettings(long retentionBlocks) {
    public static final RuleSettings DEFAULT = new RuleSettings(128);

    public RuleSettings {
        if (retentionBlocks < 1) {
            throw new IllegalArgumentException("retentionBlocks is " + retentionBlocks + ", at least 1 is needed");
        }
    }
}
