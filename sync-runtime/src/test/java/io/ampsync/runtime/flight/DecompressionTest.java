package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowBodyCompression;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.BlockSize;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that other libraries compressed; those of Arrow C++ are in PyArrowIT. */
class DecompressionTest {
    private static final int LIMIT = 1 << 20;
    private static final String METADATA = Wire.metadata(0, 2, false);

    private final RootAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void compressedBatchesAreReadAsIfTheyWereNot() throws IOException {
        byte[] payload = compressible(new Random(3), 200_000);
        for (byte codec : new byte[] {CompressionType.LZ4_FRAME, CompressionType.ZSTD}) {
            try (VectorSchemaRoot rows = decode(batch(payload, codec, honest(codec)), LIMIT)) {
                assertThat(((UInt8Vector) rows.getVector(0)).get(0)).isEqualTo(7);
                assertThat(((VarBinaryVector) rows.getVector(1)).get(0)).isEqualTo(payload);
            }
        }
    }

    @Test
    void aBufferMayStayUncompressed() throws IOException {
        byte[] payload = {1, 2, 3};
        UnaryOperator<byte[]> uncompressed = content -> prefixed(-1, content);
        try (VectorSchemaRoot rows = decode(batch(payload, CompressionType.ZSTD, uncompressed), LIMIT)) {
            assertThat(((VarBinaryVector) rows.getVector(1)).get(0)).isEqualTo(payload);
        }
    }

    @Test
    void aClaimAboveTheMessageLimitIsRefusedBeforeItIsAllocated() {
        for (long claim : new long[] {LIMIT + 1, 1L << 40, Long.MAX_VALUE}) {
            FlightData bomb = batch(new byte[9], CompressionType.ZSTD, content -> prefixed(claim, content));
            assertRefused(bomb, LIMIT, "claims more than 1 MiB");
        }
    }

    @Test
    void contentOfAnotherLengthThanClaimedIsRefused() {
        for (byte codec : new byte[] {CompressionType.LZ4_FRAME, CompressionType.ZSTD}) {
            for (int wrong : new int[] {-1, 1}) {
                UnaryOperator<byte[]> lie = content -> prefixed(content.length + wrong, compressed(content, codec));
                assertRefused(batch(new byte[1000], codec, lie), LIMIT, "damaged");
            }
            assertRefused(batch(new byte[9], codec, content -> prefixed(-2, content)), LIMIT, "damaged");
            assertRefused(batch(new byte[9], codec, content -> new byte[3]), LIMIT, "damaged");
        }
    }

    @Test
    void anUnknownCodecIsRefusedByNumber() {
        assertRefused(batch(new byte[9], (byte) 9, UnaryOperator.identity()), LIMIT, "codec 9");
    }

    @Property(tries = 300)
    void everyKindOfFrameIsRead(
            @ForAll long seed,
            @ForAll @IntRange(max = 300_000) int size,
            @ForAll boolean contentChecksum,
            @ForAll boolean blockChecksum,
            @ForAll boolean linked)
            throws IOException {
        byte[] content = compressible(new Random(seed), size);
        Parameters parameters = new Parameters(BlockSize.K64, contentChecksum, blockChecksum, linked);
        ByteBuffer out = direct(new byte[size]);
        Lz4Frame.decompress(direct(lz4(content, parameters)), out);
        byte[] read = new byte[size];
        out.flip().get(read);
        assertThat(read).isEqualTo(content);
    }

    @Property(tries = 1000)
    void damagedFramesAreRefusedOrReadWithinTheirBuffers(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] frame = lz4(compressible(random, 2000), new Parameters(BlockSize.K64, false, false, true));
        for (int i = random.nextInt(3); i >= 0; i--) {
            frame[random.nextInt(frame.length)] = (byte) random.nextInt();
        }
        ByteBuffer out = direct(new byte[2000]);
        try {
            Lz4Frame.decompress(direct(frame), out);
            assertThat(out.remaining()).isZero();
        } catch (IOException refused) {
            assertThat(refused).hasMessageContaining("LZ4");
        }
    }

    /** Repetitions at every small distance, and stretches of noise. */
    private static byte[] compressible(Random random, int size) {
        byte[] content = new byte[size];
        for (int at = 0; at < size; ) {
            int run = Math.min(size - at, 1 + random.nextInt(random.nextInt(8) == 0 ? 2000 : 40));
            int distance = 1 + random.nextInt(random.nextBoolean() ? 12 : 70_000);
            for (int end = at + run; at < end; at++) {
                content[at] = distance > at || distance == 5 ? (byte) random.nextInt() : content[at - distance];
            }
        }
        return content;
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(bytes)
                .flip();
    }

    private static UnaryOperator<byte[]> honest(byte codec) {
        return content -> prefixed(content.length, compressed(content, codec));
    }

    private static byte[] prefixed(long length, byte[] content) {
        return ByteBuffer.allocate(Long.BYTES + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(content)
                .array();
    }

    private static byte[] compressed(byte[] content, byte codec) {
        return codec == CompressionType.ZSTD
                ? Zstd.compress(content)
                : lz4(content, new Parameters(BlockSize.K64, true, false, true));
    }

    private static byte[] lz4(byte[] content, Parameters parameters) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (FramedLZ4CompressorOutputStream out = new FramedLZ4CompressorOutputStream(bytes, parameters)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** One row with the payload; {@code wrap} makes the bytes of every buffer. */
    private FlightData batch(byte[] payload, byte codec, UnaryOperator<byte[]> wrap) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(Wire.ROWS, allocator)) {
            ((UInt8Vector) root.getVector(0)).setSafe(0, 7);
            ((VarBinaryVector) root.getVector(1)).setSafe(0, payload);
            root.setRowCount(1);
            try (ArrowRecordBatch plain = new VectorUnloader(root).getRecordBatch();
                    ArrowRecordBatch batch = new ArrowRecordBatch(
                            1,
                            plain.getNodes(),
                            plain.getBuffers().stream()
                                    .map(buffer -> wrapped(buffer, wrap))
                                    .toList(),
                            new ArrowBodyCompression(codec, (byte) 0),
                            true,
                            false)) {
                return Wire.message(batch, METADATA);
            }
        }
    }

    private ArrowBuf wrapped(ArrowBuf buffer, UnaryOperator<byte[]> wrap) {
        byte[] content = new byte[(int) buffer.readableBytes()];
        buffer.getBytes(0, content);
        byte[] bytes = wrap.apply(content);
        ArrowBuf result = allocator.buffer(bytes.length);
        result.writeBytes(bytes);
        return result;
    }

    private VectorSchemaRoot decode(FlightData batch, long limit) throws IOException {
        try (BatchDecoder decoder = new BatchDecoder(Wire.ROWS, true, allocator, limit)) {
            decoder.decode(read(allocator, Wire.schema(Wire.ROWS)));
            return decoder.decode(read(allocator, batch)).orElseThrow().rows();
        }
    }

    private void assertRefused(FlightData batch, long limit, String saying) {
        assertThatThrownBy(() -> decode(batch, limit).close())
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BATCH_INVALID))
                .hasMessageContaining(saying);
    }

    private static FlightMessage read(BufferAllocator allocator, FlightData message) throws IOException {
        return new FlightMessageReader(allocator, 64 << 20).read(new ByteArrayInputStream(message.toByteArray()));
    }
}
