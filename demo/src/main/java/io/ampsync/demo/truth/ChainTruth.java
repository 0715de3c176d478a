package io.ampsync.demo.truth;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Compares every row and every column of a stored table with the canonical chain, a few hundred blocks at a time. */
public final class ChainTruth {
    private static final int BLOCKS_AT_ONCE = 256;
    private static final int EXAMPLES = 3;
    private static final int EXAMPLE_LENGTH = 160;

    private final Connection database;
    private final String schema;

    /** The connection stays the caller's. */
    public ChainTruth(Connection database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /** Compares blocks up to the head of {@code view}; any stored row above it is extra. */
    public Comparison compare(ChainView view, TableDefinition table) throws SQLException {
        return compare(view, table, view.head().orElse(-1));
    }

    /** Compares blocks up to {@code head}, which the chain may have outgrown; any stored row above it is extra. */
    public Comparison compare(ChainView view, TableDefinition table, long head) throws SQLException {
        Tally tally = new Tally();
        try (BufferAllocator allocator = new RootAllocator()) {
            long first = view.first().orElse(0);
            for (long from = first; from <= head; from += BLOCKS_AT_ONCE) {
                long to = Math.min(head, from + BLOCKS_AT_ONCE - 1);
                Map<String, Integer> differences = canonical(allocator, view, table, from, to, tally);
                stored(table, from, to, differences);
                tally.add(differences);
            }
            Map<String, Integer> beyond = new HashMap<>();
            stored(table, Long.MIN_VALUE, first - 1, beyond);
            stored(table, head + 1, Long.MAX_VALUE, beyond);
            tally.add(beyond);
        }
        return tally.of(table.name());
    }

    private static Map<String, Integer> canonical(
            BufferAllocator allocator, ChainView view, TableDefinition table, long from, long to, Tally tally) {
        Map<String, Integer> counts = new HashMap<>();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(table.schema(), allocator)) {
            int rows = 0;
            for (long number = from; number <= to; number++) {
                rows = view.append(table.name(), number, root, rows);
            }
            root.setRowCount(rows);
            List<FieldVector> vectors = root.getFieldVectors();
            for (int row = 0; row < rows; row++) {
                StringBuilder text = new StringBuilder();
                for (FieldVector vector : vectors) {
                    text.append(Rendering.ofChain(vector, row)).append('|');
                }
                counts.merge(text.toString(), 1, Integer::sum);
            }
            tally.rows += rows;
        }
        return counts;
    }

    private void stored(TableDefinition table, long from, long to, Map<String, Integer> counts) throws SQLException {
        String columns = table.schema().getFields().stream()
                .map(field -> field.getName().equals(TableDefinition.BLOCK_NUM) ? "_block_num_end" : field.getName())
                .map(ChainTruth::quoted)
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + columns + " FROM " + quoted(schema) + "." + quoted(table.name())
                + " WHERE _block_num_end BETWEEN ? AND ?";
        try (PreparedStatement query = database.prepareStatement(sql)) {
            query.setLong(1, from);
            query.setLong(2, to);
            try (ResultSet rows = query.executeQuery()) {
                int width = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    StringBuilder text = new StringBuilder();
                    for (int column = 1; column <= width; column++) {
                        text.append(Rendering.ofDatabase(rows, column)).append('|');
                    }
                    counts.merge(text.toString(), -1, Integer::sum);
                }
            }
        }
    }

    private static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** Positive counts are canonical rows without a stored one, negative the reverse. */
    private static final class Tally {
        private final List<String> examples = new ArrayList<>();
        private long rows;
        private long missing;
        private long extra;

        private void add(Map<String, Integer> differences) {
            differences.forEach((text, count) -> {
                missing += Math.max(0, count);
                extra += Math.max(0, -count);
                if (count != 0 && examples.size() < EXAMPLES) {
                    examples.add((count > 0 ? "missing " : "extra ")
                            + text.substring(0, Math.min(EXAMPLE_LENGTH, text.length())));
                }
            });
        }

        private Comparison of(String table) {
            return new Comparison(table, rows, missing, extra, examples);
        }
    }
}
