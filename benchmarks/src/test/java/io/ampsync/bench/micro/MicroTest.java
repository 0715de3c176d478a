package io.ampsync.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.bench.server.Shape;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every benchmark runs once; how fast is for {@code make bench} to say. */
class MicroTest {
    @ParameterizedTest
    @EnumSource
    void everyShapeIsEncoded(Shape shape) {
        EncodeBenchmark benchmark = new EncodeBenchmark();
        benchmark.shape = shape;
        benchmark.open();
        assertThat(benchmark.encode()).isGreaterThan(EncodeBenchmark.ROWS * 40L);
        benchmark.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfColumnIsEncoded(ColumnBenchmark.Kind kind) {
        ColumnBenchmark benchmark = new ColumnBenchmark();
        benchmark.kind = kind;
        benchmark.open();
        assertThat(benchmark.encode()).isGreaterThan(10_000 * 16 * 8L);
        benchmark.close();
    }
}
