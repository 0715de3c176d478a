package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
}
