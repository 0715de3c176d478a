package io.ampsync.runtime.verify;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.RowRepair;
import io.ampsync.runtime.postgres.RowRepair.Differences;
import io.ampsync.runtime.postgres.StoredRows;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import io.ampsync.runtime.sync.TableTask;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies one table, piece by piece, each in one snapshot: the journal's links, every row against its own {@code _id}, and
 * their number and digest against the journal. With a source, what does not fit is compared with it, or everything is.
 */
public final class TableVerifier {
    private final TargetDatabase database;
    private final String syncUid;
    private final String table;
    private final Scope scope;
    private final @Nullable AmpSource source;
    private final @Nullable TableTask task;
    private final LongConsumer progress;
    private final List<Finding> findings = new ArrayList<>();
    private long last = -1;
    private long rows;
    private long ranges;

    /**
     * What to look at.
     *
     * @param from first block
     * @param to last block
     * @param everything true to compare all rows with the source, and not only those that do not fit
     * @param repair true to make rows as they were written again
     * @param piece rows that are read in one snapshot
     */
    public record Scope(long from, long to, boolean everything, boolean repair, long piece) {}

    /**
     * What came of it.
     *
     * @param unread columns whose content was taken at its word, since the source was not asked
     * @param adopted blocks up to this one were left out, being a predecessor's; -1 if there are none
     */
    public record Result(
            String table,
            long rows,
            long ranges,
            long firstBlock,
            long lastBlock,
            List<String> unread,
            long adopted,
            List<Finding> findings) {
        public Result {
            unread = List.copyOf(unread);
            findings = List.copyOf(findings);
        }

        /** True if everything is as it should be, perhaps because it was repaired. */
        public boolean proven() {
            return findings.stream().allMatch(Finding::repaired);
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param task how the source is asked; null for not at all
     * @param progress hears of rows as they are read
     */
    public TableVerifier(
            TargetDatabase database,
            String syncUid,
            String table,
            Scope scope,
            @Nullable AmpSource source,
            @Nullable TableTask task,
            LongConsumer progress) {
        this.database = database;
        this.syncUid = syncUid;
        this.table = table;
        this.scope = scope;
        this.source = source;
        this.task = task;
        this.progress = progress;
    }

    /** Reads everything. */
    public Result verify() throws InterruptedException {
        StoredRows stored = new StoredRows(database, table);
        Optional<StoredRows.Extent> extent = stored.extent();
        if (extent.isEmpty()) {
            return new Result(table, 0, 0, -1, -1, List.of(), -1, List.of());
        }
        StoredRows.Layout layout = stored.layout();
        String network = extent.get().network();
        long next = Math.max(scope.from(), layout.adopted() + 1);
        long first = -1;
        PieceReader reader = new PieceReader(layout, progress::accept);
        while (next <= scope.to() && stored.read(network, next, scope.piece(), layout, reader)) {
            reader.flush();
            StoredRows.Piece piece = reader.piece();
            findings.addAll(JournalCheck.of(table, piece));
            outside(reader, piece);
            rowsOf(reader, piece, layout);
            first = first < 0 ? piece.entries().getFirst().start() : first;
            last = piece.entries().getLast().end();
            next = last + 1;
            if (piece.last()) {
                break;
            }
        }
        List<String> unread = scope.everything() ? List.of() : layout.opaque();
        return new Result(table, rows, ranges, first, last, unread, layout.adopted(), findings);
    }

    private void outside(PieceReader reader, StoredRows.Piece piece) {
        if (!reader.outside().isEmpty()) {
            findings.add(Finding.of(
                    table,
                    piece.entries().getLast(),
                    Finding.Kind.OUTSIDE,
                    reader.outside().size() + (reader.outside().size() < Tally.MOST_NAMED ? "" : " or more")
                            + " rows are of blocks that no journal entry has",
                    reader.outside()));
        }
    }

    private void rowsOf(PieceReader reader, StoredRows.Piece piece, StoredRows.Layout layout)
            throws InterruptedException {
        boolean opaque = !layout.opaque().isEmpty();
        Set<Integer> suspects = new LinkedHashSet<>();
        List<Tally> tallies = reader.tallies();
        for (int i = 0; i < tallies.size(); i++) {
            Tally tally = tallies.get(i);
            if (tally.entry().start() > last) {
                // Not one that was merged with what was read before, meanwhile: that is read again, and counted once.
                rows += tally.rows();
                ranges++;
            }
            if (!(opaque ? tally.fitsAsFarAsKnown() : tally.fits())) {
                suspects.add(i);
            }
        }
        Comparison comparison = comparison(layout);
        if (comparison == null) {
            for (int i : suspects) {
                findings.add(Finding.of(
                        table,
                        tallies.get(i).entry(),
                        Finding.Kind.ROWS,
                        tallies.get(i).problem(),
                        tallies.get(i).named()));
            }
            return;
        }
        if (scope.everything()) {
            suspects.addAll(opaque ? comparison.differing(piece) : comparison.othersAtTheSource(piece));
        }
        for (int i : suspects) {
            Cursor below = i == 0 ? piece.below() : piece.entries().get(i - 1).boundary();
            comparison.examine(below, tallies.get(i)).ifPresent(findings::add);
        }
    }

    private @Nullable Comparison comparison(StoredRows.Layout layout) {
        AmpSource from = source;
        TableTask how = task;
        return from == null || how == null
                ? null
                : new Comparison(new SourceRows(from, how.withRowId(layout.id())), layout);
    }

    /** The source beside the table. */
    private final class Comparison {
        private final SourceRows amp;
        private final StoredRows.Layout layout;

        Comparison(SourceRows amp, StoredRows.Layout layout) {
            this.amp = amp;
            this.layout = layout;
        }

        /** Entries whose rows at the source are not those that the journal speaks of. */
        Set<Integer> othersAtTheSource(StoredRows.Piece piece) throws InterruptedException {
            List<JournalEntry> entries = piece.entries();
            Tally[] tallies = entries.stream().map(Tally::new).toArray(Tally[]::new);
            Set<Integer> others = new LinkedHashSet<>();
            try {
                boolean same = amp.read(
                        piece.below(), entries, (entry, rows) -> tallies[entry].add(rows.rows(), rows.digest()));
                for (int i = 0; i < tallies.length; i++) {
                    if (!same || !tallies[i].fits()) {
                        others.add(i);
                    }
                }
            } catch (SQLException e) {
                throw new IllegalStateException("a sink without a database", e);
            }
            return others;
        }

        /** Entries with rows that are not byte for byte the source's: one comparison for the whole piece. */
        Set<Integer> differing(StoredRows.Piece piece) throws InterruptedException {
            JournalEntry whole = whole(piece.entries());
            Set<Integer> differing = new LinkedHashSet<>();
            try (RowRepair repair = new RowRepair(database, table, amp.encoder().columns(), layout)) {
                repair.stage(segments ->
                        amp.read(piece.below(), piece.entries(), (entry, rows) -> rows.forEachSegment(segments::take)));
                Map<Long, Integer> ends = new HashMap<>();
                for (RowRepair.Difference row : repair.compare(whole).named()) {
                    for (int i = 0; i < piece.entries().size(); i++) {
                        JournalEntry entry = piece.entries().get(i);
                        if (row.block() >= entry.start() && row.block() <= entry.end()) {
                            ends.put(entry.end(), i);
                        }
                    }
                }
                differing.addAll(ends.values());
            }
            return differing;
        }

        private static JournalEntry whole(List<JournalEntry> entries) {
            BlockRange lower = entries.getFirst().range();
            BlockRange upper = entries.getLast().range();
            return new JournalEntry(
                    new BlockRange(lower.network(), lower.start(), upper.end(), upper.hash(), lower.prevHash()),
                    entries.stream().mapToLong(JournalEntry::rows).sum(),
                    entries.stream().map(JournalEntry::digest).reduce(RowDigest.EMPTY, RowDigest::plus));
        }

        /** Empty if the rows are the source's after all: the entry changed meanwhile. */
        Optional<Finding> examine(@Nullable Cursor below, Tally stored) throws InterruptedException {
            JournalEntry entry = stored.entry();
            Tally there = new Tally(entry);
            boolean[] sameChain = {true};
            try (RowRepair repair = new RowRepair(database, table, amp.encoder().columns(), layout)) {
                repair.stage(segments -> sameChain[0] = amp.read(below, List.of(entry), (_, rows) -> {
                    there.add(rows.rows(), rows.digest());
                    rows.forEachSegment(segments::take);
                }));
                if (!sameChain[0]) {
                    return Optional.of(Finding.of(
                            table,
                            entry,
                            Finding.Kind.SOURCE,
                            "the source has another chain there now; a reorg is on its way"));
                }
                Differences differences = repair.compare(entry);
                if (differences.none()) {
                    return there.fits()
                            ? Optional.empty()
                            : Optional.of(Finding.of(
                                    table,
                                    entry,
                                    Finding.Kind.JOURNAL,
                                    "its digest is not that of its rows, which are the source's"));
                }
                boolean proof = there.fits();
                Finding finding = Finding.of(
                        table,
                        entry,
                        proof ? Finding.Kind.ROWS : Finding.Kind.SOURCE,
                        words(differences, proof),
                        differences.named());
                if (!scope.repair() || !proof) {
                    return Optional.of(finding);
                }
                boolean repaired =
                        repair.apply(syncUid, entry) && repair.compare(entry).none();
                return Optional.of(repaired ? finding.asRepaired() : finding);
            } catch (SyncException e) {
                if (e.reason() != Reason.FENCED) {
                    throw e;
                }
                return Optional.of(
                        Finding.of(table, entry, Finding.Kind.ROWS, stored.problem() + "; " + e.getMessage()));
            }
        }

        private static String words(Differences found, boolean proof) {
            List<String> parts = new ArrayList<>();
            count(parts, found.altered(), "altered");
            count(parts, found.missing(), "missing");
            count(parts, found.invented(), "that nobody wrote");
            return String.join(", ", parts)
                    + (proof ? "" : ", compared with a source that has other rows than it had when these were written");
        }

        private static void count(List<String> parts, long count, String what) {
            if (count > 0) {
                parts.add(count + (count == 1 ? " row " : " rows ") + what);
            }
        }
    }
}
