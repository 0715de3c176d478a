package io.ampsync.runtime.flight;

import java.util.List;

/**
 * The {@code app_metadata} of a record batch (amp-protocol 4).
 *
 * @param ranges the microbatch that the batch belongs to, one range per network; empty when the source has no data
 * @param complete true on the message that closes the microbatch
 */
public record BatchMetadata(List<BlockRange> ranges, boolean complete) {
    public BatchMetadata {
        ranges = List.copyOf(ranges);
    }
}
