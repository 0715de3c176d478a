package io.ampsync.runtime.verify;

import io.ampsync.runtime.encode.RowProof;
import io.ampsync.runtime.postgres.RowRepair.Difference;
import io.ampsync.runtime.postgres.RowRepair.Kind;
import io.ampsync.runtime.postgres.StoredRows;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes the hash of every row of a piece again, and adds up what each journal entry has. */
final class PieceReader implements StoredRows.Reader {
    private static final int STEP = 10_000;

    private final RowProof proof;
    private final Progress progress;
    private final List<Difference> outside = new ArrayList<>();
    private StoredRows.@Nullable Piece piece;
    private Tally[] tallies = {};
    private int present;
    private int unreported;

    /** Hears of rows as they are read. */
    interface Progress {
        void rows(long more);
    }

    PieceReader(StoredRows.Layout layout, Progress progress) {
        this.proof =
                new RowProof(layout.id(), layout.layouts(), !layout.opaque().isEmpty());
        this.progress = progress;
    }

    @Override
    public void piece(StoredRows.Piece next) {
        piece = next;
        tallies = next.entries().stream().map(Tally::new).toArray(Tally[]::new);
        present = 0;
        outside.clear();
    }

    @Override
    public void tuples(byte[] bytes, int offset) {
        int at = offset;
        while (at + Short.BYTES <= bytes.length && proof.read(bytes, at)) {
            row();
            at = proof.next();
        }
    }

    private void row() {
        boolean holds = proof.holds();
        Tally tally = of(proof.block());
        if (tally == null) {
            if (outside.size() < Tally.MOST_NAMED) {
                outside.add(new Difference(Kind.INVENTED, proof.block(), hex()));
            }
        } else if (holds) {
            tally.add(proof.high(), proof.low());
        } else {
            tally.addAltered(new Difference(Kind.ALTERED, proof.block(), hex()));
        }
        if (++unreported == STEP) {
            flush();
        }
    }

    void flush() {
        progress.rows(unreported);
        unreported = 0;
    }

    private String hex() {
        return HexFormat.of().formatHex(proof.id());
    }

    private @Nullable Tally of(long block) {
        if (present < tallies.length && contains(tallies[present].entry(), block)) {
            return tallies[present];
        }
        int low = 0;
        int high = tallies.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            JournalEntry entry = tallies[middle].entry();
            if (contains(entry, block)) {
                present = middle;
                return tallies[middle];
            }
            if (block < entry.start()) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return null;
    }

    private static boolean contains(JournalEntry entry, long block) {
        return block >= entry.start() && block <= entry.end();
    }

    StoredRows.Piece piece() {
        return Objects.requireNonNull(piece, "nothing was read");
    }

    List<Tally> tallies() {
        return List.of(tallies);
    }

    /** Rows of blocks that no entry has. */
    List<Difference> outside() {
        return outside;
    }
}
