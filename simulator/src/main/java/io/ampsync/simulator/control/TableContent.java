package io.ampsync.simulator.control;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * How many rows a stretch of the canonical chain has, and a digest of them.
 *
 * @param digest the sum, modulo 2^64, of the first eight bytes of the SHA-256 of each row's text: the order of rows does
 *     not matter, equal rows count, and the digests of adjoining stretches add up
 */
record TableContent(long rows, long digest) {
    private static final int ROWS_AT_A_TIME = 4096;

    static TableContent of(ChainView view, TableDefinition table, long from, long to) {
        long rows = 0;
        long digest = 0;
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(table.storage(), allocator)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            int waiting = 0;
            for (long number = from; number <= to; number++) {
                waiting = view.append(table.name(), number, root, waiting);
                if (waiting >= ROWS_AT_A_TIME || number == to) {
                    root.setRowCount(waiting);
                    rows += waiting;
                    digest += digest(root, sha);
                    root.clear();
                    waiting = 0;
                }
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return new TableContent(rows, digest);
    }

    private static long digest(VectorSchemaRoot root, MessageDigest sha) {
        List<FieldVector> columns = root.getFieldVectors();
        long sum = 0;
        for (int row = 0; row < root.getRowCount(); row++) {
            StringBuilder text = new StringBuilder();
            for (FieldVector column : columns) {
                text.append(cell(column, row)).append('\n');
            }
            sum += ByteBuffer.wrap(sha.digest(text.toString().getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        }
        return sum;
    }

    private static String cell(FieldVector column, int row) {
        return switch (column) {
            case UInt8Vector numbers when !numbers.isNull(row) -> Long.toUnsignedString(numbers.get(row));
            case UInt4Vector numbers when !numbers.isNull(row) -> Integer.toUnsignedString(numbers.get(row));
            default -> text(column.getObject(row));
        };
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
            case List<?> items ->
                items.stream().map(TableContent::text).toList().toString();
            case Map<?, ?> members -> {
                Map<String, String> sorted = new TreeMap<>();
                members.forEach((name, member) -> sorted.put(String.valueOf(name), text(member)));
                yield sorted.toString();
            }
            default -> value.toString();
        };
    }
}
