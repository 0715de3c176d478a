package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.util.List;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server may announce a type without the parts that it needs; found by fuzzing. */
class PartsOfTypesTest {
    private static List<ArrowType> typesWithParts() {
        return List.of(
                new ArrowType.List(),
                new ArrowType.LargeList(),
                new ArrowType.ListView(),
                new ArrowType.FixedSizeList(2),
                new ArrowType.Map(false),
                new ArrowType.RunEndEncoded());
    }

    @ParameterizedTest
    @MethodSource("typesWithParts")
    void aTypeWithoutItsPartsIsRefusedByName(ArrowType type) {
        Schema schema = new Schema(List.of(
                Field.notNullable("_block_num", new ArrowType.Int(64, false)),
                new Field("empty", new FieldType(true, type, null), List.of())));

        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> TableEncoder.of(schema, EncodeSettings.DEFAULT))
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.TYPE_UNSUPPORTED))
                .withMessageContaining("\"empty\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTypeWithoutValidityBitmapIsNotNullIfItsValuesAre(boolean nullable) {
        Field ends = Field.notNullable("run_ends", new ArrowType.Int(32, true));
        Field values = new Field("values", new FieldType(nullable, new ArrowType.Int(64, true), null), List.of());
        Schema schema = new Schema(List.of(
                Field.notNullable("_block_num", new ArrowType.Int(64, false)),
                new Field("runs", FieldType.notNullable(new ArrowType.RunEndEncoded()), List.of(ends, values)),
                new Field(
                        "one_of",
                        FieldType.notNullable(new ArrowType.Union(UnionMode.Sparse, new int[] {0})),
                        List.of(values))));

        assertThat(TableEncoder.of(schema, EncodeSettings.DEFAULT).columns())
                .filteredOn(column -> List.of("runs", "one_of").contains(column.name()))
                .hasSize(2)
                .allSatisfy(column -> assertThat(column.notNull()).isEqualTo(!nullable));
    }
}
