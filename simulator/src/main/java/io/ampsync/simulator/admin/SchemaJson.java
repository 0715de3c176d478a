package io.ampsync.simulator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Arrow schemas as JSON, as the server's serializer tags them (amp-protocol 9.3). */
final class SchemaJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private SchemaJson() {}

    /** {@code {"arrow":{"fields":[…]}}}, in the order of the columns. */
    static ObjectNode of(Schema schema) {
        ObjectNode json = JSON.objectNode();
        ArrayNode fields = json.putObject("arrow").putArray("fields");
        schema.getFields().forEach(field -> fields.add(column(field)));
        return json;
    }

    /** The members of each column in alphabetical order, as a stored manifest has them. */
    static ObjectNode stored(TableDefinition table) {
        ObjectNode json = JSON.objectNode();
        ArrayNode fields = json.putObject("arrow").putArray("fields");
        for (Field field : table.schema().getFields()) {
            fields.addObject()
                    .put("name", field.getName())
                    .put("nullable", field.isNullable())
                    .set("type", type(field));
        }
        return json;
    }

    private static ObjectNode column(Field field) {
        ObjectNode json = JSON.objectNode().put("name", field.getName());
        json.set("type", type(field));
        return json.put("nullable", field.isNullable());
    }

    private static ObjectNode nested(Field field) {
        ObjectNode json = JSON.objectNode().put("name", field.getName());
        json.set("data_type", type(field));
        json.put("nullable", field.isNullable()).put("dict_id", 0).put("dict_is_ordered", false);
        json.putObject("metadata");
        return json;
    }

    private static JsonNode type(Field field) {
        @Nullable DictionaryEncoding dictionary = field.getDictionary();
        if (dictionary != null) {
            return tagged("Dictionary", pair(type(dictionary.getIndexType(), List.of()), plainType(field)));
        }
        return plainType(field);
    }

    private static JsonNode plainType(Field field) {
        return type(field.getType(), field.getChildren());
    }

    private static JsonNode type(ArrowType type, List<Field> children) {
        return switch (type) {
            case ArrowType.Null _ -> name("Null");
            case ArrowType.Bool _ -> name("Boolean");
            case ArrowType.Int number -> name((number.getIsSigned() ? "Int" : "UInt") + number.getBitWidth());
            case ArrowType.FloatingPoint number -> name(precision(number.getPrecision()));
            case ArrowType.Utf8 _ -> name("Utf8");
            case ArrowType.LargeUtf8 _ -> name("LargeUtf8");
            case ArrowType.Utf8View _ -> name("Utf8View");
            case ArrowType.Binary _ -> name("Binary");
            case ArrowType.LargeBinary _ -> name("LargeBinary");
            case ArrowType.BinaryView _ -> name("BinaryView");
            case ArrowType.FixedSizeBinary bytes -> tagged("FixedSizeBinary", JSON.numberNode(bytes.getByteWidth()));
            case ArrowType.Decimal decimal ->
                tagged(
                        "Decimal" + decimal.getBitWidth(),
                        pair(JSON.numberNode(decimal.getPrecision()), JSON.numberNode(decimal.getScale())));
            case ArrowType.Date date ->
                name(
                        switch (date.getUnit()) {
                            case DAY -> "Date32";
                            case MILLISECOND -> "Date64";
                        });
            case ArrowType.Timestamp time -> {
                @Nullable String zone = time.getTimezone();
                yield tagged(
                        "Timestamp", pair(unit(time.getUnit()), zone == null ? JSON.nullNode() : JSON.textNode(zone)));
            }
            case ArrowType.Time time -> tagged("Time" + time.getBitWidth(), unit(time.getUnit()));
            case ArrowType.Duration duration -> tagged("Duration", unit(duration.getUnit()));
            case ArrowType.Interval interval -> tagged("Interval", name(interval(interval.getUnit())));
            case ArrowType.List _ -> tagged("List", nested(children.getFirst()));
            case ArrowType.LargeList _ -> tagged("LargeList", nested(children.getFirst()));
            case ArrowType.ListView _ -> tagged("ListView", nested(children.getFirst()));
            case ArrowType.LargeListView _ -> tagged("LargeListView", nested(children.getFirst()));
            case ArrowType.RunEndEncoded _ ->
                tagged("RunEndEncoded", pair(nested(children.getFirst()), nested(children.getLast())));
            case ArrowType.Union union -> tagged("Union", union(union, children));
            case ArrowType.FixedSizeList list ->
                tagged("FixedSizeList", pair(nested(children.getFirst()), JSON.numberNode(list.getListSize())));
            case ArrowType.Struct _ -> {
                ArrayNode members = JSON.arrayNode();
                children.forEach(child -> members.add(nested(child)));
                yield tagged("Struct", members);
            }
            case ArrowType.Map map ->
                tagged("Map", pair(nested(children.getFirst()), JSON.booleanNode(map.getKeysSorted())));
            default -> throw new IllegalArgumentException("no JSON spelling is known for " + type);
        };
    }

    /** The members, each behind its number, and how they are laid out. */
    private static ArrayNode union(ArrowType.Union union, List<Field> children) {
        int @Nullable [] ids = union.getTypeIds();
        ArrayNode members = JSON.arrayNode();
        for (int i = 0; i < children.size(); i++) {
            members.add(pair(JSON.numberNode(ids == null ? i : ids[i]), nested(children.get(i))));
        }
        return pair(members, name(union.getMode().name()));
    }

    private static String precision(FloatingPointPrecision precision) {
        return switch (precision) {
            case HALF -> "Float16";
            case SINGLE -> "Float32";
            case DOUBLE -> "Float64";
        };
    }

    private static String interval(IntervalUnit unit) {
        return switch (unit) {
            case YEAR_MONTH -> "YearMonth";
            case DAY_TIME -> "DayTime";
            case MONTH_DAY_NANO -> "MonthDayNano";
        };
    }

    private static TextNode unit(TimeUnit unit) {
        String name = unit.name();
        return name(name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT));
    }

    private static TextNode name(String text) {
        return JSON.textNode(text);
    }

    private static ObjectNode tagged(String tag, JsonNode value) {
        return JSON.objectNode().set(tag, value);
    }

    private static ArrayNode pair(JsonNode first, JsonNode second) {
        return JSON.arrayNode().add(first).add(second);
    }
}
