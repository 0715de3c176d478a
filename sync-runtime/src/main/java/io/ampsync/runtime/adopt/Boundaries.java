package io.ampsync.runtime.adopt;

import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.FirstAnswer;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.TargetDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Blocks below a watermark at which an adopted table may be cut, with their hashes: without them the next reorg that
 * reaches below the watermark, if only by a block, would read the whole table again. The predecessor has kept none, so the
 * source is asked, while it has the watermark on its chain.
 */
final class Boundaries {
    /** How far below the watermark there is to be one: deeper reorgs are rare, and cost more reading. */
    private static final List<Integer> DISTANCES = List.of(1, 4, 16, 64, 256, 1024, 4096);

    private static final String RANGES = """
            SELECT DISTINCT _block_num_start, _block_num_end FROM {table}
            WHERE _block_num_end > ?::bigint AND _block_num_end <= ?::bigint""";

    private final AmpSource source;
    private final Era era;
    private final String sql;
    private final String headReference;

    Boundaries(AmpSource source, Era era, String sql, String headReference) {
        this.source = source;
        this.era = era;
        this.sql = sql;
        this.headReference = headReference;
    }

    /** A range that rows carry. */
    record Range(long start, long end) {}

    /**
     * Blocks that no range goes across, ascending, about as far below the watermark as they should be.
     *
     * @param first the table's first block
     * @param ranges none overlaps another
     */
    static List<Long> candidates(long first, long watermark, List<Range> ranges) {
        List<Long> found = new ArrayList<>();
        for (int distance : DISTANCES) {
            long wanted = watermark - distance;
            long block = ranges.stream()
                    .filter(range -> range.start() <= wanted && wanted < range.end())
                    .mapToLong(range -> range.start() - 1)
                    .min()
                    .orElse(wanted);
            if (block >= first && !found.contains(block)) {
                found.addFirst(block);
            }
        }
        return found;
    }

    /** Boundaries below {@code watermark}, ascending; none if the source has another chain by now. */
    List<Cursor> prove(TargetDatabase database, String table, long first, String network, Cursor watermark)
            throws InterruptedException {
        if (!has(network, watermark)) {
            return List.of();
        }
        List<Cursor> proven = new ArrayList<>();
        for (long block : candidates(first, watermark.number(), ranges(database, table, watermark.number()))) {
            hashOf(block, network, watermark).ifPresent(hash -> proven.add(new Cursor(block, hash)));
        }
        return has(network, watermark) ? proven : List.of();
    }

    private static List<Range> ranges(TargetDatabase database, String table, long watermark) {
        String query = RANGES.replace("{table}", database.schema().qualified(table));
        return database.call(
                "Reading the newest ranges of " + table,
                session -> session.run(Script.of(query, watermark - DISTANCES.getLast(), watermark)).rows().stream()
                        .map(row -> new Range(row.number(0), row.number(1)))
                        .toList());
    }

    private boolean has(String network, Cursor watermark) throws InterruptedException {
        Optional<Head> head = HeadProbe.ask(source, era, headReference);
        if (head.isEmpty() || head.get().number() < watermark.number()) {
            return false;
        }
        return head.get().number() == watermark.number()
                ? Objects.equals(watermark.hash(), head.get().hash())
                : hashOf(watermark.number(), network, watermark)
                        .filter(watermark.hash()::equals)
                        .isPresent();
    }

    /** A server sends a cursor whose hash it does not know the block of that number, which names its parent. */
    private Optional<BlockHash> hashOf(long block, String network, Cursor watermark) throws InterruptedException {
        Cursor unknown = new Cursor(block + 1, complement(watermark.hash()));
        return FirstAnswer.of(
                        source,
                        new StreamRequest(sql, true, Map.of(network, unknown)),
                        "hash of block " + block,
                        batch -> batch.metadata().ranges().stream().findFirst())
                .filter(range -> range.start() == block + 1)
                .map(BlockRange::prevHash);
    }

    private static BlockHash complement(BlockHash hash) {
        byte[] bytes = hash.bytes();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ~bytes[i];
        }
        return BlockHash.of(bytes);
    }
}
