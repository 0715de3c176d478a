package io.ampsync.runtime.verify;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.StoredRows.Piece;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether entries follow each other, and end at the checkpoint. Pure. */
final class JournalCheck {
    private JournalCheck() {}

    static List<Finding> of(String table, Piece piece) {
        List<Finding> findings = new ArrayList<>();
        Cursor before = piece.below();
        for (JournalEntry entry : piece.entries()) {
            if (before != null) {
                String problem = problem(before, entry);
                if (!problem.isEmpty()) {
                    findings.add(Finding.of(table, entry, Finding.Kind.JOURNAL, problem));
                }
            }
            before = entry.boundary();
        }
        if (piece.last()
                && !piece.entries().isEmpty()
                && !piece.entries().getLast().boundary().equals(piece.watermark())) {
            findings.add(Finding.of(
                    table,
                    piece.entries().getLast(),
                    Finding.Kind.JOURNAL,
                    "the journal ends at block " + piece.entries().getLast().end() + ", the checkpoint is "
                            + (piece.watermark() == null
                                    ? "none"
                                    : "at block " + piece.watermark().number())
                            + (isAt(piece) ? " with another hash" : "")));
        }
        return findings;
    }

    private static boolean isAt(Piece piece) {
        Cursor watermark = piece.watermark();
        return watermark != null
                && watermark.number() == piece.entries().getLast().end();
    }

    private static String problem(Cursor before, JournalEntry entry) {
        if (entry.start() <= before.number()) {
            return "it overlaps the entry that ends at block " + before.number();
        }
        @Nullable BlockHash parent = entry.range().prevHash();
        if (parent != null && !parent.equals(before.hash())) {
            return "its parent is not the last block of the entry before it, " + before.number();
        }
        if (parent == null && entry.start() != before.number() + 1) {
            return "blocks " + (before.number() + 1) + " to " + (entry.start() - 1) + " are in no entry";
        }
        return "";
    }
}
