package io.ampsync.simulator.flight;

import com.google.flatbuffers.FlatBufferBuilder;
import io.ampsync.simulator.table.Dictionaries;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Arrow schema messages, byte for byte as the server's Arrow library (Rust) lays them out. Java's own writer says the
 * same with other bytes.
 */
final class SchemaMessage {
    private static final int ALIGNMENT = 64;
    private static final int PREFIX = 8;

    private SchemaMessage() {}

    /** The bare flatbuffer, as {@code data_header} carries it. */
    static byte[] header(org.apache.arrow.vector.types.pojo.Schema schema) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int fields = Schema.createFieldsVector(builder, fields(builder, schema.getFields()));
        Schema.startSchema(builder);
        Schema.addFields(builder, fields);
        return message(builder, MessageHeader.Schema, Schema.endSchema(builder), 0);
    }

    /** {@code FFFFFFFF}, length and flatbuffer, zero-padded to 64 bytes, as {@code FlightInfo.schema} carries it. */
    static byte[] encapsulated(byte[] header) {
        int size = (PREFIX + header.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return ByteBuffer.allocate(size)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(-1)
                .putInt(size - PREFIX)
                .put(header)
                .array();
    }

    static byte[] message(FlatBufferBuilder builder, byte type, int header, long bodyLength) {
        Message.startMessage(builder);
        Message.addVersion(builder, MetadataVersion.V5);
        Message.addHeaderType(builder, type);
        Message.addBodyLength(builder, bodyLength);
        Message.addHeader(builder, header);
        builder.finish(Message.endMessage(builder));
        return builder.sizedByteArray();
    }

    private static int[] fields(FlatBufferBuilder builder, List<org.apache.arrow.vector.types.pojo.Field> fields) {
        int[] offsets = new int[fields.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = field(builder, fields.get(i));
        }
        return offsets;
    }

    private static int field(FlatBufferBuilder builder, org.apache.arrow.vector.types.pojo.Field field) {
        int name = builder.createString(field.getName());
        int[] items = fields(builder, field.getChildren());
        // In memory a dictionary column has the type of its indices, on the wire that of its values.
        ArrowType arrow = field.getDictionary() == null ? field.getType() : Dictionaries.valueType();
        int children;
        int type;
        if (arrow instanceof ArrowType.Int) {
            children = Field.createChildrenVector(builder, items);
            type = type(builder, arrow);
        } else {
            type = type(builder, arrow);
            children = Field.createChildrenVector(builder, items);
        }
        @Nullable DictionaryEncoding encoding = field.getDictionary();
        int dictionary = encoding == null ? 0 : dictionary(builder, encoding);
        Field.startField(builder);
        Field.addName(builder, name);
        if (encoding != null) {
            Field.addDictionary(builder, dictionary);
        }
        Field.addTypeType(builder, arrow.getTypeID().getFlatbufID());
        Field.addNullable(builder, field.isNullable());
        Field.addChildren(builder, children);
        Field.addType(builder, type);
        return Field.endField(builder);
    }

    private static int type(FlatBufferBuilder builder, ArrowType arrow) {
        return switch (arrow) {
            case ArrowType.Timestamp timestamp -> {
                @Nullable String name = timestamp.getTimezone();
                int zone = builder.createString(name == null ? "" : name);
                Timestamp.startTimestamp(builder);
                Timestamp.addUnit(builder, timestamp.getUnit().getFlatbufID());
                if (name != null) {
                    Timestamp.addTimezone(builder, zone);
                }
                yield Timestamp.endTimestamp(builder);
            }
            case ArrowType.Int integer -> {
                Int.startInt(builder);
                Int.addIsSigned(builder, integer.getIsSigned());
                Int.addBitWidth(builder, integer.getBitWidth());
                yield Int.endInt(builder);
            }
            case ArrowType.Decimal decimal -> {
                Decimal.startDecimal(builder);
                Decimal.addPrecision(builder, decimal.getPrecision());
                Decimal.addScale(builder, decimal.getScale());
                Decimal.addBitWidth(builder, decimal.getBitWidth());
                yield Decimal.endDecimal(builder);
            }
            default -> arrow.getType(builder);
        };
    }

    private static int dictionary(FlatBufferBuilder builder, DictionaryEncoding encoding) {
        int index = type(builder, encoding.getIndexType());
        org.apache.arrow.flatbuf.DictionaryEncoding.startDictionaryEncoding(builder);
        org.apache.arrow.flatbuf.DictionaryEncoding.addId(builder, encoding.getId());
        org.apache.arrow.flatbuf.DictionaryEncoding.addIndexType(builder, index);
        return org.apache.arrow.flatbuf.DictionaryEncoding.endDictionaryEncoding(builder);
    }
}
