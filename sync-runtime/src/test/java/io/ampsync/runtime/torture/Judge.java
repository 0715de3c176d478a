package io.ampsync.runtime.torture;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.ModelChain.Block;
import io.ampsync.runtime.stream.RowDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/** Compares what a reader sees with the chain that the checkpoint's hash identifies: I1 to I5, every row and column. */
final class Judge {
    /** A claim, and the feed's last number when it was taken: nobody of an earlier epoch may write behind it. */
    private record Claimed(long seq, long epoch) {}

    /** What the feed says about the range that begins somewhere. */
    private record Told(long end, @Nullable BlockHash hash) {}

    private final World world;
    private final RowId ids;
    private final Map<String, Long> epochs = new HashMap<>();
    private final List<Claimed> claims = new ArrayList<>();
    private final Map<BlockHash, List<String>> identities = new HashMap<>();
    /** Entries whose numbers are those of the blocks that their hashes name. */
    private final Set<Look.Range> proven = new HashSet<>();

    private long seq;
    private @Nullable Look judged;

    Judge(World world, RowId ids) {
        this.ids = ids;
        this.world = world;
    }

    void claimed(long epoch, String holder, Look before) {
        epochs.put(holder, epoch);
        claims.add(new Claimed(before.seq(), epoch));
        judged = null;
    }

    /** The database is an older one now. */
    void wentBack(Look to) {
        seq = to.seq();
        judged = null;
        long epoch = to.writer() == null ? 0 : to.writer().epoch();
        claims.removeIf(claim -> claim.epoch() > epoch || claim.seq() > to.seq());
    }

    /** What is wrong with it is an AssertionError. */
    void check(Look look) {
        if (look.equals(judged)) {
            return;
        }
        require(look.seq() >= seq, "I5 seq went from {} to {}", seq, look.seq());
        seq = look.seq();
        feed(look);
        Cursor watermark = look.checkpoint() == null ? null : look.checkpoint().watermark();
        NavigableMap<Long, Block> chain = chain(watermark, "checkpoint");
        journal(look, watermark, chain);
        NavigableMap<Long, List<Look.Row>> stored = new TreeMap<>();
        look.rows()
                .forEach(row -> stored.computeIfAbsent(row.block(), _ -> new ArrayList<>())
                        .add(row));
        long first = look.journal().isEmpty()
                ? Long.MAX_VALUE
                : look.journal().getFirst().start();
        long end = watermark == null ? -1 : watermark.number();
        for (Block block : chain.tailMap(first, true).values()) {
            exactly(block, stored.getOrDefault(block.number(), List.of()));
        }
        for (long block : stored.headMap(end, true).keySet()) {
            require(
                    block >= first && chain.containsKey(block),
                    "I1 rows of block {}, which is not on the chain",
                    block);
        }
        above(look, end, stored.tailMap(end, false));
        judged = look;
    }

    private NavigableMap<Long, Block> chain(@Nullable Cursor tip, String what) {
        NavigableMap<Long, Block> chain = new TreeMap<>();
        if (tip != null) {
            Block at = world.find(tip).orElse(null);
            require(at != null, "I1 {} {} is no block that ever was", what, tip);
            for (; at != null; at = at.parent()) {
                chain.put(at.number(), at);
            }
        }
        return chain;
    }

    private void journal(Look look, @Nullable Cursor watermark, NavigableMap<Long, Block> chain) {
        Look.Range before = null;
        for (Look.Range range : look.journal()) {
            if (before != null) {
                require(range.start() > before.end(), "I3 {} overlaps {}", range, before);
                require(chain.subMap(before.end(), false, range.start(), false).isEmpty(), "I3 a gap before {}", range);
                require(
                        range.parent() == null || range.parent().equals(before.hash()),
                        "I3 {} does not follow {}",
                        range,
                        before);
            }
            Block last = world.find(new Cursor(range.end(), range.hash())).orElse(null);
            require(last != null && last.equals(chain.get(range.end())), "I3 boundary {} is on another chain", range);
            if (!proven.contains(range)) {
                counts(
                        range,
                        chain.subMap(range.start(), true, range.end(), true).values());
                proven.add(range);
            }
            before = range;
        }
        Cursor end = before == null ? null : new Cursor(before.end(), before.hash());
        require(Objects.equals(end, watermark), "I3 the journal ends at {}, the checkpoint is {}", end, watermark);
    }

    private void counts(Look.Range range, Collection<Block> blocks) {
        long rows = 0;
        RowDigest digest = RowDigest.EMPTY;
        for (Block block : blocks) {
            rows += world.content.of(block).size();
            digest = digest.plus(world.content.digest(block));
        }
        require(rows == range.rows(), "I3 {} counts other rows than the chain has: {}", range, rows);
        require(digest.equals(range.digest()), "I3 {} has another digest than the chain", range);
    }

    private void exactly(Block block, List<Look.Row> rows) {
        List<String> expected = world.content.sorted(block);
        List<String> found = rows.stream().map(Look.Row::cells).sorted().toList();
        require(found.equals(expected), "I1 block {} holds {}, the chain has {}", block.number(), found, expected);
        belong(block, rows);
        List<String> ids =
                rows.stream().map(row -> row.cells() + row.id()).sorted().toList();
        List<String> known = identities.putIfAbsent(block.hash(), ids);
        require(known == null || known.equals(ids), "the _id of rows of block {} changed", block.number());
    }

    private void belong(Block block, List<Look.Row> rows) {
        String prefix = "%016x".formatted(block.number());
        for (Look.Row row : rows) {
            require(
                    row.hash().equals(block.hash()),
                    "I1 a row of block {} is of another fork: {}",
                    block.number(),
                    row);
            require(
                    ids == RowId.XXH3 || row.id().startsWith(prefix),
                    "the _id of {} is not of block {}",
                    row,
                    block.number());
        }
    }

    /** I2: nothing, or the open split's rows. */
    private void above(Look look, long end, NavigableMap<Long, List<Look.Row>> stored) {
        Look.Checkpoint checkpoint = look.checkpoint();
        Look.Open open = checkpoint == null ? null : checkpoint.open();
        if (checkpoint == null || open == null) {
            require(stored.isEmpty(), "I2 rows of {} above checkpoint {}", stored.keySet(), end);
            return;
        }
        require(open.start() > end, "I2 {} is open below checkpoint {}", open, end);
        NavigableMap<Long, Block> chain = chain(new Cursor(open.end(), open.hash()), "open split");
        long complete = Objects.requireNonNullElse(checkpoint.complete(), -1L);
        long rows = 0;
        for (Map.Entry<Long, List<Look.Row>> entry : stored.entrySet()) {
            Block block = chain.get(entry.getKey());
            require(
                    block != null && block.number() >= open.start() && block.number() <= open.end(),
                    "I2 rows of block {}, which is not of {}",
                    entry.getKey(),
                    open);
            belong(Objects.requireNonNull(block), entry.getValue());
            rows += entry.getValue().size();
        }
        require(rows == open.rows(), "I2 {} rows are stored of {}", rows, open);
        RowDigest digest = RowDigest.EMPTY;
        for (Block block :
                chain.tailMap(open.start(), true).headMap(complete + 1).values()) {
            exactly(block, stored.getOrDefault(block.number(), List.of()));
            digest = digest.plus(world.content.digest(block));
        }
        if (stored.isEmpty() || stored.lastKey() <= complete) {
            require(digest.equals(open.digest()), "I2 {} has another digest than its blocks", open);
        }
    }

    /** The readers' feed: numbered without gaps, by one writer after the other, and leading to the journal. */
    private void feed(Look look) {
        NavigableMap<Long, Told> told = new TreeMap<>();
        long at = 0;
        int ordinal = -1;
        long reorgs = 0;
        long epoch = 0;
        for (Look.Change change : look.feed()) {
            boolean next = change.seq() == at
                    ? change.ordinal() == ordinal + 1
                    : change.ordinal() == 0 && change.seq() == at + 1;
            require(next, "the feed jumps to {}", change);
            at = change.seq();
            ordinal = change.ordinal();
            long writer = epochs.getOrDefault(change.holder(), -1L);
            require(writer >= epoch, "I4 {} comes from an earlier writer", change);
            epoch = writer;
            require(
                    claims.stream().noneMatch(claim -> change.seq() > claim.seq() && writer < claim.epoch()),
                    "I4 {} was written after a later claim",
                    change);
            // Without a hash it takes back pieces of a split, and the chain did not change.
            reorgs += change.kind().equals("reorg") && change.hash() != null ? 1 : 0;
            tell(told, change);
        }
        require(at == look.seq(), "the feed ends at {}, the checkpoint has seq {}", at, look.seq());
        require(reorgs == look.reorgs(), "{} reorgs in the feed, {} in the audit", reorgs, look.reorgs());
        for (Look.Range range : look.journal()) {
            Map.Entry<Long, Told> last = told.floorEntry(range.end());
            require(
                    told.containsKey(range.start())
                            && last != null
                            && last.getValue().equals(new Told(range.end(), range.hash())),
                    "the feed does not lead to {}",
                    range);
        }
        long end = look.journal().isEmpty() ? -1 : look.journal().getLast().end();
        require(end(told) == end, "the feed ends at block {}, the journal at {}", end(told), end);
    }

    private static void tell(NavigableMap<Long, Told> told, Look.Change change) {
        long start = Objects.requireNonNullElse(change.start(), -1L);
        switch (change.kind()) {
            case "append" -> {
                require(end(told) < start, "{} is told on top of block {}", change, end(told));
                told.put(start, new Told(Objects.requireNonNull(change.end()), change.hash()));
            }
            case "reorg" -> {
                told.tailMap(start, true).clear();
                require(end(told) < start, "{} cuts what was told before", change);
            }
            case "version" -> told.clear();
            default -> require(change.kind().equals("partial"), "{} in the feed", change.kind());
        }
    }

    private static long end(NavigableMap<Long, Told> told) {
        return told.isEmpty() ? -1 : told.lastEntry().getValue().end();
    }

    private static void require(boolean right, String otherwise, @Nullable Object... values) {
        if (!right) {
            throw new AssertionError(MessageFormatter.basicArrayFormat(otherwise, values));
        }
    }
}
