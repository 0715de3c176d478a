package io.ampsync.demo.truth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** One text per value, equal for the Arrow value and for what PostgreSQL should hold of it (the EVM types). */
final class Rendering {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NULL = "∅";

    private Rendering() {}

    /** Renders a value of the chain. */
    static String ofChain(FieldVector vector, int row) {
        Object value = vector.getObject(row);
        if (value == null) {
            return NULL;
        }
        if (vector instanceof TimeStampNanoTZVector nanos) {
            return Long.toString(Math.floorDiv(nanos.get(row), 1_000));
        }
        Field field = vector.getField();
        if (value instanceof Long number && unsigned(field)) {
            return Long.toUnsignedString(number);
        }
        if (!(field.getType() instanceof ArrowType.List)) {
            return scalar(value);
        }
        Field item = field.getChildren().getFirst();
        if (item.getType() instanceof ArrowType.Struct) {
            return json(value, field).toString();
        }
        StringJoiner text = new StringJoiner(",", "[", "]");
        ((List<?>) value).forEach(element -> text.add(element == null ? NULL : scalar(element)));
        return text.toString();
    }

    /** Renders the value of a stored column, whatever type PostgreSQL gave it. */
    static String ofDatabase(ResultSet rows, int column) throws SQLException {
        Object value = rows.getObject(column);
        if (value == null) {
            return NULL;
        }
        return switch (value) {
            case Timestamp timestamp -> Long.toString(micros(timestamp.toInstant()));
            case Array array -> array(array);
            default ->
                rows.getMetaData().getColumnTypeName(column).equals("jsonb")
                        ? parsed(rows.getString(column))
                        : scalar(value);
        };
    }

    private static String array(Array array) throws SQLException {
        StringJoiner text = new StringJoiner(",", "[", "]");
        for (Object element : (Object[]) array.getArray()) {
            text.add(element == null ? NULL : scalar(element));
        }
        return text.toString();
    }

    private static String scalar(Object value) {
        return switch (value) {
            case byte[] bytes -> HexFormat.of().formatHex(bytes);
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            default -> value.toString();
        };
    }

    private static long micros(Instant instant) {
        return TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
    }

    private static String parsed(String json) {
        try {
            return sorted(JSON.readTree(json)).toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL returned text that is not JSON: " + json, e);
        }
    }

    /** JSONB as design 6 renders it: integers as numbers, binary as 0x text. */
    private static JsonNode json(@Nullable Object value, Field field) {
        return switch (value) {
            case null -> JSON.nullNode();
            case List<?> list -> {
                ArrayNode array = JSON.createArrayNode();
                list.forEach(
                        element -> array.add(json(element, field.getChildren().getFirst())));
                yield array;
            }
            case Map<?, ?> members -> {
                ObjectNode object = JSON.createObjectNode();
                field.getChildren()
                        .forEach(child -> object.set(child.getName(), json(members.get(child.getName()), child)));
                yield sorted(object);
            }
            case byte[] bytes ->
                JSON.getNodeFactory().textNode("0x" + HexFormat.of().formatHex(bytes));
            case Boolean bool -> JSON.getNodeFactory().booleanNode(bool);
            case Long number ->
                JSON.getNodeFactory()
                        .numberNode(
                                new BigInteger(unsigned(field) ? Long.toUnsignedString(number) : number.toString()));
            case Number number -> JSON.getNodeFactory().numberNode(new BigInteger(number.toString()));
            default -> JSON.getNodeFactory().textNode(value.toString());
        };
    }

    private static boolean unsigned(Field field) {
        return field.getType() instanceof ArrowType.Int number && !number.getIsSigned();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JSON.createArrayNode();
            array.forEach(element -> copy.add(sorted(element)));
            return copy;
        }
        if (node instanceof ObjectNode object) {
            ObjectNode copy = JSON.createObjectNode();
            object.propertyStream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(member -> copy.set(member.getKey(), sorted(member.getValue())));
            return copy;
        }
        return node.isIntegralNumber() ? JSON.getNodeFactory().numberNode(node.bigIntegerValue()) : node;
    }
}
