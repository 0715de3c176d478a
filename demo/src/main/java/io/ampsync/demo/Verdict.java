package io.ampsync.demo;

import io.ampsync.demo.truth.ChainTruth;
import io.ampsync.demo.truth.Comparison;
import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The last lines: what is stored, once the runtime has stopped, against one view of a chain that may go on. */
final class Verdict {
    private final Ledger ledger;
    private final ChainTruth truth;
    private final Screen screen;

    Verdict(Ledger ledger, Connection database, Screen screen) {
        this.ledger = ledger;
        truth = new ChainTruth(database, "public");
        this.screen = screen;
    }

    /** Whether the table's checkpoint is a block of the chain; only then can they be compared. */
    static boolean isOn(ChainView view, TableProgress table) {
        Hash stored = table.hash();
        return stored != null
                && view.block(table.block())
                        .map(Block::hash)
                        .filter(stored::equals)
                        .isPresent();
    }

    /** Compares every table up to its checkpoint, and shows the result. */
    boolean equal(ChainView view, List<TableProgress> stored) throws SQLException {
        boolean equal = true;
        screen.print("");
        screen.print("Every row and column, compared with the chain (head "
                + view.head().orElse(-1) + "):");
        for (TableProgress progress : stored) {
            Comparison comparison = truth.compare(view, definition(progress.table()), progress.block());
            equal &= comparison.equal();
            boolean behind = progress.block() < view.head().orElse(-1);
            screen.print("  " + comparison + (behind ? " up to its checkpoint, block " + progress.block() : ""));
        }
        return equal;
    }

    private TableDefinition definition(String table) {
        return ledger.tables().stream()
                .filter(one -> one.name().equals(table))
                .findFirst()
                .orElseThrow();
    }
}
