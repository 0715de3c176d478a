package io.ampsync.bench.micro;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
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

/** Tables of sixteen columns of one type: what a type costs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ColumnBenchmark {
    private static final int ROWS = 10_000;
    private static final int COLUMNS = 16;

    /** Types by the name that the figures use. */
    public enum Kind {
        INT64,
        UINT64,
        DECIMAL128,
        DECIMAL256,
        UTF8,
        BINARY,
        JSONB;

        private ArrowType type() {
            return switch (this) {
                case INT64 -> new ArrowType.Int(64, true);
                case UINT64 -> new ArrowType.Int(64, false);
                case DECIMAL128 -> new ArrowType.Decimal(38, 18, 128);
                case DECIMAL256 -> new ArrowType.Decimal(76, 0, 256);
                case UTF8 -> new ArrowType.Utf8();
                case BINARY -> new ArrowType.Binary();
                case JSONB -> new ArrowType.Struct();
            };
        }

        private Field column(int number) {
            List<Field> members = this == JSONB
                    ? List.of(
                            Field.notNullable("number", new ArrowType.Int(64, true)),
                            Field.notNullable("text", new ArrowType.Utf8()))
                    : List.of();
            return new Field("column_" + number, FieldType.notNullable(type()), members);
        }
    }

    @Param
    public Kind kind = Kind.INT64;

    private Encoding encoding = new Encoding(schema(Kind.INT64), 1);

    @Setup(Level.Trial)
    public void open() {
        encoding.close();
        encoding = new Encoding(schema(kind), ROWS);
    }

    private static Schema schema(Kind kind) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.notNullable("_block_num", new ArrowType.Int(64, false)));
        IntStream.range(0, COLUMNS).mapToObj(kind::column).forEach(fields::add);
        return new Schema(fields);
    }

    @Benchmark
    public long encode() {
        return encoding.encode();
    }

    @TearDown(Level.Trial)
    public void close() {
        encoding.close();
    }
}
