package io.ampsync.bench.scenario;

/**
 * How much is measured.
 *
 * @param rows of one load
 * @param pairs how often ours and the yardstick take turns
 * @param scale by which the big figures (20 million rows, 10 GB) are divided
 */
public record Effort(long rows, int pairs, int scale) {
    public static final Effort FULL = new Effort(1_000_000, 5, 1);
    public static final Effort QUICK = new Effort(200_000, 3, 50);
}
