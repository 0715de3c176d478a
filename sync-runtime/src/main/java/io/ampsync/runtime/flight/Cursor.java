package io.ampsync.runtime.flight;

/** A block by number and hash: the resume point of one network (amp-protocol 6.1). */
public record Cursor(long number, BlockHash hash) {
    public Cursor {
        if (number < 0) {
            throw new IllegalArgumentException("cursor number " + number);
        }
    }
}
