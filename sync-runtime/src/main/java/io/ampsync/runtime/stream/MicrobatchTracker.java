package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BlockRange;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one connection, grouped into microbatches and checked one by one (amp-protocol 4.2). Not thread-safe:
 * one per connection, which has one reader. Whether a microbatch may follow another is for {@link ReorgRules}.
 */
public final class MicrobatchTracker {
    private @Nullable BlockRange open;

    /** What a message means. Its rows, if any, belong to the microbatch in every case and are stored first. */
    public sealed interface Event {
        /** It is the first message of a microbatch, about which the rules have to decide; it may be the last one too. */
        default boolean begins() {
            return false;
        }
    }

    /** The first message of a microbatch, which stays open. */
    public record Begins(BlockRange range) implements Event {
        @Override
        public boolean begins() {
            return true;
        }
    }

    /** A further message of the open microbatch: rows, or a keep-alive. */
    public record Continues(BlockRange range) implements Event {}

    /** The last message of a microbatch, after whose rows it is complete; {@code begins}: it is also the first one. */
    public record Completes(BlockRange range, boolean begins) implements Event {}

    /** The source has nothing for this table yet. Not a microbatch: nothing is stored, ask again later. */
    public record NoData() implements Event {}

    /**
     * Takes the next message.
     *
     * @param rows number of rows in the message
     * @throws SyncException METADATA_INVALID; the connection is of no further use
     */
    public Event accept(BatchMetadata metadata, long rows) {
        if (metadata.ranges().isEmpty()) {
            return noData(metadata, rows);
        }
        if (metadata.ranges().size() > 1) {
            throw invalid("ranges of " + metadata.ranges().size() + " networks in one message: "
                    + metadata.ranges().stream().map(BlockRange::network).collect(Collectors.joining(", ")));
        }
        BlockRange range = metadata.ranges().getFirst();
        BlockRange current = open;
        if (current == null) {
            check(range);
        } else if (!current.sameBlocks(range)) {
            throw invalid(describe(range) + " while " + describe(current) + " is not complete");
        }
        open = metadata.complete() ? null : range;
        if (metadata.complete()) {
            return new Completes(range, current == null);
        }
        return current == null ? new Begins(range) : new Continues(range);
    }

    private Event noData(BatchMetadata metadata, long rows) {
        BlockRange current = open;
        if (current != null) {
            throw invalid("a message without a range while " + describe(current) + " is not complete");
        }
        if (!metadata.complete() || rows > 0) {
            throw invalid("a message with " + rows + " rows and no range");
        }
        return new NoData();
    }

    private static void check(BlockRange range) {
        if (range.end() == Long.MAX_VALUE || range.hash().isZero()) {
            throw invalid(describe(range) + " ends at no block that can exist");
        }
        boolean zero = range.prevHashOrZero().isZero();
        if (range.start() == 0 && !zero) {
            throw invalid(describe(range) + " begins at block 0 and names a parent");
        }
        if (range.start() > 0 && zero && range.prevHash() != null) {
            throw invalid(describe(range) + " names the zero hash as parent");
        }
    }

    private static String describe(BlockRange range) {
        return range.network() + " " + range.start() + ".." + range.end();
    }

    private static SyncException invalid(String what) {
        return new SyncException(Reason.METADATA_INVALID, what + ".");
    }
}
