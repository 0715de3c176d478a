package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

class SpoolTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Field("_block_num", FieldType.notNullable(new ArrowType.Int(64, false)), null),
            new Field("data", FieldType.notNullable(ArrowType.Binary.INSTANCE), null)));

    /** One row of a megabyte, so that one buffer is several pieces of the file. */
    private static void fill(CopyBuffer buffer, int block) {
        BlockHash hash = BlockHash.parse(HexFormat.of().formatHex(new byte[31]) + "01");
        TableEncoder encoder = TableEncoder.of(SCHEMA, EncodeSettings.DEFAULT);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(SCHEMA, allocator)) {
            byte[] data = new byte[1_000_000];
            data[block] = 1;
            ((UInt8Vector) root.getVector(0)).setSafe(0, block);
            ((VarBinaryVector) root.getVector(1)).setSafe(0, data);
            root.setRowCount(1);
            encoder.startMicrobatch(new BlockRange("test", block, block, hash, null));
            encoder.encode(root, buffer);
        }
    }

    private static byte[] bytes(PendingRows rows) throws SQLException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rows.writeTo(out::write);
        return out.toByteArray();
    }

    @Test
    void givesBackWhatItTookInOrder() throws SQLException {
        SegmentPool pool = new SegmentPool(0);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (Spool spool = new Spool(null)) {
            for (int block = 1; block <= 3; block++) {
                try (CopyBuffer buffer = new CopyBuffer(pool)) {
                    fill(buffer, block);
                    expected.writeBytes(bytes(new CopyRows(buffer)));
                    spool.append(buffer);
                    assertThat(buffer.rows()).isZero();
                }
            }
            assertThat(spool.rows()).isEqualTo(3);
            assertThat(spool.bytes()).isEqualTo(expected.size());
            assertThat(bytes(spool)).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenToIsNamedWithItsSetting() {
        assertThatThrownBy(() -> new Spool(Path.of("/proc/nowhere")))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MEMORY_EXHAUSTED))
                .hasMessageContainingAll("/proc/nowhere", "AMPSYNC_SPOOL_DIRECTORY");
    }
}
