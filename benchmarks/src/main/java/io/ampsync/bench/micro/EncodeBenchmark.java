package io.ampsync.bench.micro;

import io.ampsync.bench.server.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Whole rows: Arrow vectors to COPY bytes with their ids. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EncodeBenchmark {
    /** Rows of the batch: about 24 MB of logs, beyond what a cache holds. */
    public static final int ROWS = 65_536;

    @Param
    public Shape shape = Shape.LOGS;

    private Encoding encoding = new Encoding(Shape.NARROW.schema(), 1);

    @Setup(Level.Trial)
    public void open() {
        encoding.close();
        encoding = new Encoding(shape.schema(), ROWS);
    }

    /** One batch; the answer is its COPY bytes. */
    @Benchmark
    public long encode() {
        return encoding.encode();
    }

    @TearDown(Level.Trial)
    public void close() {
        encoding.close();
    }
}
