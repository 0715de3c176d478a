package io.ampsync.runtime.torture;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.stream.ModelChain.Block;
import io.ampsync.runtime.stream.RowDigest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The rows of every block of a world, equal ones and none included: a function of the block and of the world's seed. */
final class Content {
    static final Schema SCHEMA = new Schema(List.of(
            Field.notNullable("_block_num", new ArrowType.Int(64, false)),
            Field.notNullable("hash", new ArrowType.FixedSizeBinary(32)),
            Field.notNullable("value", new ArrowType.Int(64, true)),
            Field.nullable("note", new ArrowType.Utf8())));

    /** A row without its block. */
    record Cells(long value, @Nullable String note) {
        @Override
        public String toString() {
            return value + " " + note;
        }
    }

    /** A row of a block. */
    record Row(Block block, Cells cells) {}

    private final BufferAllocator allocator;
    private final TableEncoder encoder = TableEncoder.of(SCHEMA, EncodeSettings.DEFAULT);
    private final SegmentPool pool = new SegmentPool(1 << 20);
    private final long seed;
    private final int most;
    private final Map<BlockHash, List<Cells>> rows = new HashMap<>();
    private final Map<BlockHash, List<String>> sorted = new HashMap<>();
    private final Map<BlockHash, RowDigest> digests = new HashMap<>();

    Content(BufferAllocator allocator, SplittableRandom random) {
        this.allocator = allocator;
        seed = random.nextLong();
        most = 1 + random.nextInt(4);
    }

    List<Cells> of(Block block) {
        return rows.computeIfAbsent(block.hash(), _ -> made(block));
    }

    /** The same as text, in order. */
    List<String> sorted(Block block) {
        return sorted.computeIfAbsent(
                block.hash(),
                _ -> of(block).stream().map(Cells::toString).sorted().toList());
    }

    private List<Cells> made(Block block) {
        SplittableRandom random =
                new SplittableRandom(seed ^ block.hash().hashCode() * 0x9E3779B97F4A7C15L ^ block.number());
        int count = random.nextInt(20) == 0 ? 30 : random.nextInt(most + 1);
        List<Cells> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean again = !cells.isEmpty() && random.nextInt(3) == 0;
            cells.add(
                    again
                            ? cells.getLast()
                            : new Cells(random.nextInt(50), random.nextBoolean() ? null : "n" + random.nextInt(9)));
        }
        return List.copyOf(cells);
    }

    /** Of all rows of a block. */
    RowDigest digest(Block block) {
        return digests.computeIfAbsent(block.hash(), _ -> computed(block));
    }

    private RowDigest computed(Block block) {
        List<Row> all = of(block).stream().map(cells -> new Row(block, cells)).toList();
        try (VectorSchemaRoot batch = batch(all);
                CopyBuffer buffer = new CopyBuffer(pool)) {
            encoder.startMicrobatch(
                    new BlockRange("anvil", block.number(), block.number(), block.hash(), BlockHash.ZERO));
            encoder.encode(batch, buffer);
            return buffer.digest();
        }
    }

    VectorSchemaRoot batch(List<Row> content) {
        VectorSchemaRoot batch = VectorSchemaRoot.create(SCHEMA, allocator);
        UInt8Vector numbers = (UInt8Vector) batch.getVector("_block_num");
        FixedSizeBinaryVector hashes = (FixedSizeBinaryVector) batch.getVector("hash");
        BigIntVector values = (BigIntVector) batch.getVector("value");
        VarCharVector notes = (VarCharVector) batch.getVector("note");
        for (int i = 0; i < content.size(); i++) {
            Row row = content.get(i);
            numbers.setSafe(i, row.block().number());
            hashes.setSafe(i, row.block().hash().bytes());
            values.setSafe(i, row.cells().value());
            String note = row.cells().note();
            if (note != null) {
                notes.setSafe(i, note.getBytes(StandardCharsets.UTF_8));
            }
        }
        batch.setRowCount(content.size());
        return batch;
    }
}
