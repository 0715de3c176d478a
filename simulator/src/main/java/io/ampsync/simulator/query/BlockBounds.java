package io.ampsync.simulator.query;

/** The blocks that a filter leaves, both ends inclusive: so that a query for one block does not visit 20 million. */
public record BlockBounds(long low, long high) {
    public static final BlockBounds ALL = new BlockBounds(0, Long.MAX_VALUE);

    public BlockBounds and(BlockBounds other) {
        return new BlockBounds(Math.max(low, other.low), Math.min(high, other.high));
    }
}
