package io.ampsync.runtime.flight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Types with which Arrow Java needs help. It neither reads decimals of 32 and 64 bits in a schema nor has vectors for
 * them, and its validation knows no half floats; vectors of integers have the same buffers as all of these.
 */
final class StoredTypes {
    private static final int NARROW = 128;

    private StoredTypes() {}

    static Schema schema(org.apache.arrow.flatbuf.Schema flat) {
        boolean any = false;
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < flat.fieldsLength(); i++) {
            any |= hasAny(flat.fields(i));
            fields.add(field(flat.fields(i)));
        }
        return any ? new Schema(fields) : Schema.convertSchema(flat);
    }

    /** The column as vectors hold it. */
    static Field stored(Field field) {
        return new Field(
                field.getName(),
                new FieldType(field.isNullable(), stored(field.getType()), field.getDictionary(), field.getMetadata()),
                field.getChildren().stream().map(StoredTypes::stored).toList());
    }

    private static ArrowType stored(ArrowType type) {
        return switch (type) {
            case ArrowType.Decimal decimal
            when decimal.getBitWidth() < NARROW -> new ArrowType.Int(decimal.getBitWidth(), true);
            case ArrowType.FloatingPoint floating
            when floating.getPrecision() == FloatingPointPrecision.HALF -> new ArrowType.Int(Short.SIZE, true);
            default -> type;
        };
    }

    private static Field field(org.apache.arrow.flatbuf.Field flat) {
        if (!hasAny(flat)) {
            return Field.convertField(flat);
        }
        List<Field> children = new ArrayList<>();
        for (int i = 0; i < flat.childrenLength(); i++) {
            children.add(field(flat.children(i)));
        }
        Decimal decimal = decimal(flat);
        ArrowType type = decimal == null
                ? ArrowType.getTypeForField(flat)
                : new ArrowType.Decimal(decimal.precision(), decimal.scale(), decimal.bitWidth());
        return new Field(flat.name(), new FieldType(flat.nullable(), type, dictionary(flat), metadata(flat)), children);
    }

    private static boolean hasAny(org.apache.arrow.flatbuf.Field flat) {
        Decimal decimal = decimal(flat);
        if (decimal != null && decimal.bitWidth() < NARROW) {
            return true;
        }
        for (int i = 0; i < flat.childrenLength(); i++) {
            if (hasAny(flat.children(i))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Decimal decimal(org.apache.arrow.flatbuf.Field flat) {
        return flat.typeType() == Type.Decimal ? (Decimal) flat.type(new Decimal()) : null;
    }

    private static @Nullable DictionaryEncoding dictionary(org.apache.arrow.flatbuf.Field flat) {
        org.apache.arrow.flatbuf.DictionaryEncoding encoding = flat.dictionary();
        if (encoding == null) {
            return null;
        }
        org.apache.arrow.flatbuf.Int index = encoding.indexType();
        return new DictionaryEncoding(
                encoding.id(),
                encoding.isOrdered(),
                index == null ? null : new ArrowType.Int(index.bitWidth(), index.isSigned()));
    }

    private static Map<String, String> metadata(org.apache.arrow.flatbuf.Field flat) {
        Map<String, String> metadata = new HashMap<>();
        for (int i = 0; i < flat.customMetadataLength(); i++) {
            metadata.put(flat.customMetadata(i).key(), flat.customMetadata(i).value());
        }
        return metadata;
    }
}
