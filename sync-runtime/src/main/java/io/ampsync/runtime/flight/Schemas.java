package io.ampsync.runtime.flight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Schemas on the wire, and what a reader sees of them once dictionary columns are given by value. */
final class Schemas {
    private static final int CONTINUATION = -1;
    private static final Set<Integer> INTEGERS = Set.of(8, 16, 32, 64);
    private static final Set<Integer> DECIMALS = Set.of(32, 64, 128, 256);

    /** Of a decimal of 256 bits. */
    private static final int MOST_DIGITS = 76;

    private Schemas() {}

    /** The schema of a FlightInfo: continuation mark, length, flatbuffer (amp-protocol 1.2). */
    static Schema encapsulated(ByteBuffer bytes) throws IOException {
        ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < 8 || in.getInt() != CONTINUATION) {
            throw new IOException("no encapsulated message");
        }
        int length = in.getInt();
        if (length <= 0 || length > in.remaining()) {
            throw new IOException("a schema of " + length + " bytes in " + in.remaining());
        }
        return bare(in.slice(in.position(), length));
    }

    /** The schema of a DoGet's first message: the flatbuffer alone. */
    static Schema bare(ByteBuffer header) throws IOException {
        Message message = Message.getRootAsMessage(header);
        if (message.headerType() != MessageHeader.Schema) {
            throw new IOException("not a schema but a " + MessageHeader.name(message.headerType()));
        }
        Schema schema = StoredTypes.schema(
                (org.apache.arrow.flatbuf.Schema) message.header(new org.apache.arrow.flatbuf.Schema()));
        requireSound(schema.getFields(), true);
        return schema;
    }

    /** Arrow reads fields without a name, and numbers of any width; a column cannot be either. */
    private static void requireSound(List<Field> fields, boolean named) throws IOException {
        for (Field field : fields) {
            if (named && field.getName() == null) {
                throw new IOException("a column without a name");
            }
            if (!isSound(field.getType())) {
                throw new IOException("a column of the impossible type " + field.getType());
            }
            requireSound(field.getChildren(), field.getType() instanceof ArrowType.Struct);
        }
    }

    private static boolean isSound(ArrowType type) {
        return switch (type) {
            case ArrowType.Int integer -> INTEGERS.contains(integer.getBitWidth());
            case ArrowType.Decimal decimal ->
                DECIMALS.contains(decimal.getBitWidth())
                        && decimal.getPrecision() >= 1
                        && decimal.getPrecision() <= MOST_DIGITS
                        && Math.abs(decimal.getScale()) <= MOST_DIGITS;
            case ArrowType.Time time -> time.getBitWidth() == Integer.SIZE || time.getBitWidth() == Long.SIZE;
            case ArrowType.FixedSizeBinary bytes -> bytes.getByteWidth() >= 0;
            case ArrowType.FixedSizeList list -> list.getListSize() >= 0;
            default -> true;
        };
    }

    /** The same columns without dictionary encoding: types of values instead of types of indices. */
    static Schema byValue(Schema wire) {
        return new Schema(wire.getFields().stream().map(Schemas::byValue).toList(), wire.getCustomMetadata());
    }

    private static Field byValue(Field field) {
        return new Field(
                field.getName(),
                new FieldType(field.isNullable(), field.getType(), null, field.getMetadata()),
                field.getChildren().stream().map(Schemas::byValue).toList());
    }

    /** The first column in which two schemas differ, in words. */
    static Optional<String> difference(Schema announced, Schema arrived) {
        List<Field> before = announced.getFields();
        List<Field> after = arrived.getFields();
        for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
            if (!before.get(i).equals(after.get(i))) {
                return Optional.of(
                        "column " + (i + 1) + " was announced as " + before.get(i) + " and came as " + after.get(i));
            }
        }
        return before.size() == after.size()
                ? Optional.empty()
                : Optional.of(before.size() + " columns were announced and " + after.size() + " came");
    }
}
