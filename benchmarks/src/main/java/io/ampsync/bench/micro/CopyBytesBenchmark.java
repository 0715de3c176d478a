package io.ampsync.bench.micro;

import io.ampsync.bench.server.Shape;
import java.util.concurrent.TimeUnit;
import net.openhft.hashing.LongHashFunction;
import net.openhft.hashing.LongTupleHashFunction;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the same bytes cost if they are only copied out of Arrow memory, or only hashed. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CopyBytesBenchmark {
    private static final LongTupleHashFunction XXH3 = LongTupleHashFunction.xx128();
    private static final int PIECE = 1 << 20;

    private final BufferAllocator allocator = new RootAllocator();
    private final byte[] target = new byte[PIECE];
    private final long[] hash = XXH3.newResultArray();
    private byte[] bytes = {};
    private ArrowBuf direct = allocator.getEmpty();
    private int row = 1;

    @Setup(Level.Trial)
    public void open() {
        try (Encoding encoding = new Encoding(Shape.LOGS.schema(), EncodeBenchmark.ROWS)) {
            long encoded = encoding.encode();
            bytes = encoding.bytes();
            row = (int) (encoded / EncodeBenchmark.ROWS);
        }
        direct = allocator.buffer(bytes.length);
        direct.setBytes(0, bytes);
    }

    /** Arrow memory to a heap array that is used again, as much as the encoder writes for logs. */
    @Benchmark
    public byte[] memcpy() {
        for (int at = 0; at < bytes.length; at += PIECE) {
            direct.getBytes(at, target, 0, Math.min(PIECE, bytes.length - at));
        }
        return target;
    }

    /** XXH3-128 row by row. */
    @Benchmark
    public long hash() {
        for (int at = 0; at + row <= bytes.length; at += row) {
            XXH3.hashBytes(bytes, at, row, hash);
        }
        return hash[0];
    }

    /** XXH3-64, for comparison. */
    @Benchmark
    public long hash64() {
        long last = 0;
        for (int at = 0; at + row <= bytes.length; at += row) {
            last = LongHashFunction.xx3().hashBytes(bytes, at, row);
        }
        return last;
    }

    @TearDown(Level.Trial)
    public void close() {
        direct.close();
        allocator.close();
    }
}
