package io.ampsync.simulator.table;

import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/** Short spellings of Arrow fields; not null unless wrapped in {@link #optional}. */
final class Columns {
    private Columns() {}

    static Field uint64(String name) {
        return column(name, new ArrowType.Int(64, false));
    }

    static Field uint32(String name) {
        return column(name, new ArrowType.Int(32, false));
    }

    static Field int32(String name) {
        return column(name, new ArrowType.Int(32, true));
    }

    static Field bool(String name) {
        return column(name, ArrowType.Bool.INSTANCE);
    }

    static Field utf8(String name) {
        return column(name, ArrowType.Utf8.INSTANCE);
    }

    static Field binary(String name) {
        return column(name, ArrowType.Binary.INSTANCE);
    }

    static Field bytes(String name, int width) {
        return column(name, new ArrowType.FixedSizeBinary(width));
    }

    /** Decimal128(38, 0). */
    static Field decimal(String name) {
        return column(name, new ArrowType.Decimal(38, 0, 128));
    }

    /** Nanoseconds; the zone is the literal {@code +00:00}. */
    static Field timestamp(String name) {
        return column(name, new ArrowType.Timestamp(TimeUnit.NANOSECOND, "+00:00"));
    }

    static Field struct(String name, Field... members) {
        return new Field(name, FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(members));
    }

    static Field list(String name, Field item) {
        return new Field(name, FieldType.notNullable(ArrowType.List.INSTANCE), List.of(item));
    }

    static Field column(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.notNullable(type), List.of(children));
    }

    static Field optional(Field field) {
        return new Field(field.getName(), FieldType.nullable(field.getType()), field.getChildren());
    }
}
