package io.ampsync.simulator.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.flight.Rows;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SyntheticLedgerTest {
    private static SyntheticLedger ledger(Era era, long blocks) {
        SyntheticChain chain = new SyntheticChain(SyntheticChain.Shape.DEFAULT);
        chain.advance(blocks);
        return new SyntheticLedger(
                "anvil", chain, era, new SyntheticLedger.Density(3, 9), EnumSet.allOf(ExtraTable.class));
    }

    private static List<String> rows(ChainView view, TableDefinition table, long from, long to) {
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(table.storage(), allocator)) {
            int count = 0;
            for (long number = from; number <= to; number++) {
                count = view.append(table.name(), number, root, count);
            }
            root.setRowCount(count);
            return Rows.texts(root);
        }
    }

    /** The same row wherever in a batch it stands: bits of a validity byte belong to one block each. */
    @Property(tries = 60)
    void rowsDoNotDependOnWhereABatchBegins(
            @ForAll Era era, @ForAll @IntRange(max = 6) int index, @ForAll @IntRange(max = 39) int cut) {
        SyntheticLedger ledger = ledger(era, 40);
        TableDefinition table = ledger.tables().get(index);
        Assume.that(!table.name().equals("rare_types"));
        List<String> pieces = new ArrayList<>(rows(ledger.view(), table, 0, cut));
        pieces.addAll(rows(ledger.view(), table, cut + 1, 39));

        assertThat(rows(ledger.view(), table, 0, 39)).isEqualTo(pieces);
    }

    @ParameterizedTest
    @EnumSource
    void genesisAndEveryEighthBlockHaveABlockRowOnly(Era era) {
        SyntheticLedger ledger = ledger(era, 20);
        for (TableDefinition table : ledger.tables()) {
            boolean blocks = table.name().equals(EvmTables.BLOCKS);
            for (long number : new long[] {0, 8, 16}) {
                assertThat(rows(ledger.view(), table, number, number)).hasSize(blocks ? 1 : 0);
            }
            assertThat(rows(ledger.view(), table, 7, 7)).isNotEmpty();
        }
    }

    @Test
    void rowsOfABlockChangeWithItsFork() {
        SyntheticLedger ledger = ledger(Era.HEAD, 20);
        ChainView before = ledger.view();
        ledger.chain().reorg(2, 3);
        for (TableDefinition table : ledger.tables()) {
            assertThat(rows(ledger.view(), table, 19, 19)).isNotEqualTo(rows(before, table, 19, 19));
            assertThat(rows(ledger.view(), table, 17, 17)).isEqualTo(rows(before, table, 17, 17));
        }
    }

    @Test
    void numberWithoutABlockHasNoRowsAndATableMustExist() {
        SyntheticLedger ledger = ledger(Era.HEAD, 20);

        assertThat(rows(ledger.view(), ledger.tables().getFirst(), 20, 30)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.view().append("nope", 1, VectorSchemaRoot.of(), 0))
                .withMessageContaining("nope");
    }
}
