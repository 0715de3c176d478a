package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables for benchmarks, and messages and microbatches of any size. */
class ExtraTablesTest {
    private static AmpSimulator start(int logsPerBlock, long blocks) throws IOException {
        return builder(logsPerBlock, blocks).start();
    }

    private static AmpSimulator.Builder builder(int logsPerBlock, long blocks) {
        return AmpSimulator.builder()
                .extraTables(EnumSet.allOf(ExtraTable.class))
                .density(new SyntheticLedger.Density(2, logsPerBlock))
                .blocks(blocks);
    }

    @Test
    void realDatasetHasNoneOfThem() throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().start()) {
            assertThat(simulator.ledger().tables())
                    .extracting(TableDefinition::name)
                    .containsExactly("blocks", "transactions", "logs");
        }
    }

    @ParameterizedTest
    @CsvSource({"narrow, 4", "wide, 60"})
    void columnsAreAsManyAsPromisedAndBlockNumIsTheFirst(String table, int columns) throws IOException {
        try (AmpSimulator simulator = start(1, 1)) {
            List<Field> fields = simulator.ledger().tables().stream()
                    .filter(definition -> definition.name().equals(table))
                    .findFirst()
                    .orElseThrow()
                    .schema()
                    .getFields();

            assertThat(fields).hasSize(columns).doesNotHaveDuplicates();
            assertThat(fields.getFirst().getName()).isEqualTo("_block_num");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RARE_TYPES")
    void rowsArriveAsWrittenAndAreAFunctionOfTheSeed(ExtraTable table) throws IOException {
        String name = table.name().toLowerCase(Locale.ROOT);
        try (AmpSimulator simulator = start(20, 30);
                AmpSimulator twin = start(20, 30);
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            List<String> received = new ArrayList<>();
            Rows.read(
                    client.all("SELECT * FROM anvil_rpc." + name),
                    allocator,
                    root -> received.addAll(Rows.texts(root)));

            assertThat(received).isNotEmpty().isEqualTo(Rows.written(twin, name, allocator));
        }
    }

    @Test
    void nullableColumnsOfTheWideTableHaveAQuarterOfNulls() throws IOException {
        try (AmpSimulator simulator = start(400, 8);
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            Rows.read(client.all("SELECT * FROM anvil_rpc.wide"), allocator, root -> {
                for (FieldVector vector : root.getFieldVectors()) {
                    assertThat(vector.getNullCount())
                            .as(vector.getName())
                            .isEqualTo(vector.getField().isNullable() ? root.getRowCount() / 4 : 0);
                }
            });
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 65_536})
    void messageHasTheRowsAskedForUpToTheEndOfABlock(int rows) throws IOException {
        int perBlock = 50;
        long blocks = rows * 3L / perBlock;
        try (AmpSimulator simulator = builder(perBlock, blocks)
                        .behaviour(b -> b.withBatchRows(rows).withMessageBytes(Integer.MAX_VALUE))
                        .start();
                RawFlight client = new RawFlight(simulator.flightPort())) {
            List<Long> counts = client.all("SELECT * FROM anvil_rpc.logs").stream()
                    .map(Message::rows)
                    .filter(count -> count > 0)
                    .toList();

            assertThat(counts).hasSizeGreaterThan(1);
            assertThat(counts.subList(0, counts.size() - 1))
                    .allSatisfy(count -> assertThat(count).isBetween((long) rows, (long) rows + perBlock));
        }
    }
}
