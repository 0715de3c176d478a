package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.TargetDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blocks at and below a watermark at which an adopted table may be cut, with their hashes: without them the next reorg
 * that reaches below the watermark, if only by a block, would read the whole table again. The predecessor has kept none,
 * so the source is asked. If the watermark itself is an orphan by now, the table is adopted below it.
 */
final class Boundaries {
    /** How far below the watermark there is to be one: deeper reorgs are rare, and cost more reading. */
    private static final List<Integer> DISTANCES = List.of(1, 4, 16, 64, 256, 1024, 4096);

    private static final String RANGES = """
            SELECT DISTINCT _block_num_start, _block_num_end FROM {table}
            WHERE _block_num_end > ?::bigint AND _block_num_end <= ?::bigint""";

    private final SourceQuestions source;
    private final TargetDatabase database;

    Boundaries(SourceQuestions source, TargetDatabase database) {
        this.source = source;
        this.database = database;
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

    /**
     * Asks the source.
     *
     * @throws SyncException not now: the source is away, or below the watermark; or it knows nothing of the watermark
     */
    SourceProof prove(String table, SeedProgress.Watermark progress) throws InterruptedException {
        Cursor watermark = progress.at();
        Optional<Head> head = source.head();
        if (head.isPresent() && head.get().number() < watermark.number()) {
            throw new SyncException(
                    Reason.SOURCE_BEHIND,
                    "The source is at block " + head.get().number() + ", the watermark to prove is "
                            + watermark.number() + ".");
        }
        BlockRange first = source.first();
        if (!first.network().equals(progress.network()) || first.start() > watermark.number()) {
            return SourceProof.none(first, watermark);
        }
        if (head.isEmpty()) {
            return new SourceProof(first, watermark, source.rows(watermark.number()), List.of());
        }
        boolean canonical = source.has(progress.network(), watermark, head.get());
        long common = canonical ? watermark.number() : common(progress);
        List<Cursor> proven = new ArrayList<>();
        for (long block : candidates(first.start(), watermark.number(), ranges(table, watermark.number()))) {
            if (block <= common) {
                source.hashOf(progress.network(), block).ifPresent(hash -> proven.add(new Cursor(block, hash)));
            }
        }
        if (canonical) {
            proven.add(watermark);
        }
        if (proven.isEmpty()) {
            throw Refusal.of(
                    database.schema(),
                    table,
                    "has the watermark " + watermark.number() + " " + watermark.hash()
                            + ", which is not on the source's chain, and the source does not say where that was left");
        }
        Cursor at = proven.removeLast();
        if (!source.has(progress.network(), at, head.get())) {
            throw new SyncException(
                    Reason.SOURCE_UNREACHABLE, "The source's chain changed while it was asked about " + table + ".");
        }
        return new SourceProof(first, at, source.rows(at.number()), proven);
    }

    /** The newest block of both chains, as far as the source knows; -1 if it does not know the orphan any more. */
    private long common(SeedProgress.Watermark progress) throws InterruptedException {
        return source.leaving(progress.network(), progress.at())
                .map(BlockRange::start)
                .filter(start -> start < progress.at().number())
                .map(start -> start - 1)
                .orElse(-1L);
    }

    private List<Range> ranges(String table, long watermark) {
        String query = RANGES.replace("{table}", database.schema().qualified(table));
        return database.call(
                "Reading the newest ranges of " + table,
                session -> session.run(Script.of(query, watermark - DISTANCES.getLast(), watermark)).rows().stream()
                        .map(row -> new Range(row.number(0), row.number(1)))
                        .toList());
    }
}
