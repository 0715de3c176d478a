package io.ampsync.bench.server;

import io.ampsync.simulator.chain.Block;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Copies one block's rows out of a template, buffer by buffer. */
final class BlockCopy {
    private static final long NANOS = 1_000_000_000L;

    private final VectorSchemaRoot template;
    private final int rows;

    BlockCopy(VectorSchemaRoot template, int rows) {
        this.template = template;
        this.rows = rows;
    }

    void into(VectorSchemaRoot root, int row, Block block) {
        int from = Math.toIntExact(block.number() * rows % template.getRowCount());
        for (int column = 0; column < template.getFieldVectors().size(); column++) {
            FieldVector source = template.getVector(column);
            FieldVector target = root.getVector(column);
            while (target.getValueCapacity() < row + rows) {
                target.reAlloc();
            }
            switch (target) {
                case BitVector bits -> bits(source, bits, from, row);
                case BaseFixedWidthVector fixed -> fixed(source, fixed, from, row, block);
                case BaseVariableWidthVector sized -> sized((BaseVariableWidthVector) source, sized, from, row);
                default -> {
                    // Nested columns are NULL.
                }
            }
        }
    }

    private void bits(FieldVector source, BitVector target, int from, int row) {
        for (int i = 0; i < rows; i++) {
            BitVectorHelper.setValidityBit(
                    target.getDataBuffer(), row + i, BitVectorHelper.get(source.getDataBuffer(), from + i));
        }
        validity(source, target, from, row);
    }

    private void fixed(FieldVector source, BaseFixedWidthVector target, int from, int row, Block block) {
        int width = target.getTypeWidth();
        switch (target.getName()) {
            case "_block_num", "block_num" -> longs(target.getDataBuffer(), row, block.number());
            case "timestamp" -> longs(target.getDataBuffer(), row, block.timestampSeconds() * NANOS);
            case "hash", "block_hash" -> {
                byte[] hash = block.hash().bytes();
                for (int i = 0; i < rows; i++) {
                    target.getDataBuffer().setBytes((long) (row + i) * width, hash);
                }
            }
            case "log_index" -> {
                for (int i = 0; i < rows; i++) {
                    target.getDataBuffer().setInt((row + i) * 4L, i);
                }
            }
            default ->
                target.getDataBuffer()
                        .setBytes((long) row * width, source.getDataBuffer(), (long) from * width, (long) rows * width);
        }
        validity(source, target, from, row);
    }

    private void longs(ArrowBuf data, int row, long value) {
        for (int i = 0; i < rows; i++) {
            data.setLong((row + i) * 8L, value);
        }
    }

    private void sized(BaseVariableWidthVector source, BaseVariableWidthVector target, int from, int row) {
        int start = source.getOffsetBuffer().getInt(from * 4L);
        int bytes = source.getOffsetBuffer().getInt((from + rows) * 4L) - start;
        int at = target.getOffsetBuffer().getInt(row * 4L);
        while (target.getDataBuffer().capacity() < at + bytes) {
            target.reallocDataBuffer();
        }
        target.getDataBuffer().setBytes(at, source.getDataBuffer(), start, bytes);
        for (int i = 1; i <= rows; i++) {
            int end = source.getOffsetBuffer().getInt((from + i) * 4L) - start + at;
            target.getOffsetBuffer().setInt((row + i) * 4L, end);
        }
        target.setLastSet(row + rows - 1);
        validity(source, target, from, row);
    }

    private void validity(FieldVector source, FieldVector target, int from, int row) {
        ArrowBuf bits = target.getValidityBuffer();
        for (int i = 0; i < rows; i++) {
            int bit = source.getField().isNullable() ? BitVectorHelper.get(source.getValidityBuffer(), from + i) : 1;
            BitVectorHelper.setValidityBit(bits, row + i, bit);
        }
    }
}
