package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * How the values of an Arrow field become those of PostgreSQL: the type for DDL, the writer of a column, and the JSON
 * inside of a nested column. Lists of scalars are arrays, everything else with members is JSONB.
 *
 * @param scalar has no members, so a list of it is an array
 */
record TypeMapping(PgType type, ColumnWriter writer, JsonValue json, boolean scalar) {
    /** What a mapping depends on besides the field: the column it is in, and the column's settings. */
    record Scope(String column, EncodeSettings settings, TextRules text) {
        SyncException unsupported(Field field, String why) {
            return new SyncException(
                    Reason.TYPE_UNSUPPORTED,
                    "Column \"" + column + "\" has the type " + field.getType() + ": " + why + ".");
        }
    }

    static TypeMapping of(Field field, Scope scope) {
        return switch (field.getType()) {
            case ArrowType.ExtensionType extension -> of(withType(field, extension.storageType()), scope);
            case ArrowType.List list -> list(field, new ListSlots.Offsets(), new ListSlots.Offsets(), scope);
            case ArrowType.LargeList list ->
                list(field, new ListSlots.LargeOffsets(), new ListSlots.LargeOffsets(), scope);
            case ArrowType.ListView list -> list(field, new ListSlots.Views(), new ListSlots.Views(), scope);
            case ArrowType.LargeListView list ->
                list(field, new ListSlots.LargeViews(), new ListSlots.LargeViews(), scope);
            case ArrowType.FixedSizeList list -> fixed(field, list.getListSize(), scope);
            case ArrowType.Struct struct -> jsonb(struct(field, scope));
            case ArrowType.Map map -> jsonb(map(field, scope));
            case ArrowType.Union union -> jsonb(union(field, union, scope));
            case ArrowType.RunEndEncoded runs -> runs(of(child(field, 1, 2, scope), scope));
            default -> ScalarMapping.of(field, scope);
        };
    }

    /** True if no value of the field can be null. Types without a validity bitmap have the nulls of their parts. */
    static boolean isNeverNull(Field field) {
        if (field.isNullable()) {
            return false;
        }
        return switch (field.getType()) {
            case ArrowType.RunEndEncoded _ -> isNeverNull(field.getChildren().get(1));
            case ArrowType.Union _ -> field.getChildren().stream().allMatch(TypeMapping::isNeverNull);
            default -> true;
        };
    }

    private static Field withType(Field field, ArrowType type) {
        return new Field(field.getName(), new FieldType(field.isNullable(), type, null), field.getChildren());
    }

    private static TypeMapping jsonb(JsonValue json) {
        return new TypeMapping(PgType.JSONB, new JsonbWriter(json), json, false);
    }

    /** A part of a type that has so many; a server may announce any number. */
    private static Field child(Field field, int index, int count, Scope scope) {
        if (field.getChildren().size() != count) {
            throw scope.unsupported(field, "it has " + field.getChildren().size() + " parts instead of " + count);
        }
        return field.getChildren().get(index);
    }

    /** Writer and JSON are bound apart, so each takes slots of its own. */
    private static TypeMapping list(Field field, ListSlots forWriter, ListSlots forJson, Scope scope) {
        TypeMapping element = of(child(field, 0, 1, scope), scope);
        JsonValue json = new JsonNested.Lists(forJson, element.json);
        if (!element.scalar) {
            return jsonb(json);
        }
        ColumnWriter writer = new ArrayWriter(forWriter, element.writer, element.type.oid());
        return new TypeMapping(element.type.array(), writer, json, false);
    }

    private static TypeMapping fixed(Field field, int size, Scope scope) {
        if (child(field, 0, 1, scope).getType() instanceof ArrowType.Union) {
            throw scope.unsupported(field, "Arrow for Java cannot read unions in lists of a fixed size");
        }
        return list(field, new ListSlots.Fixed(size), new ListSlots.Fixed(size), scope);
    }

    private static JsonValue struct(Field field, Scope scope) {
        List<byte[]> keys = new ArrayList<>();
        List<JsonValue> members = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Field member : field.getChildren()) {
            if (!names.add(member.getName())) {
                throw scope.unsupported(field, "two members are named \"" + member.getName() + "\"");
            }
            if (member.getName().indexOf('\0') >= 0) {
                throw scope.unsupported(field, "the name of a member has U+0000");
            }
            keys.add(JsonText.quote(member.getName()));
            members.add(of(member, scope).json);
        }
        return new JsonNested.Structs(keys, members);
    }

    private static JsonValue map(Field field, Scope scope) {
        Field entry = child(field, 0, 1, scope);
        TypeMapping key = of(child(entry, 0, 2, scope), scope);
        return new JsonNested.Maps(key.type.equals(PgType.TEXT), key.json, of(child(entry, 1, 2, scope), scope).json);
    }

    private static JsonValue union(Field field, ArrowType.Union union, Scope scope) {
        List<JsonValue> members = field.getChildren().stream()
                .map(member -> of(member, scope).json)
                .toList();
        int[] ids = union.getTypeIds();
        return new JsonNested.Unions(
                ids == null ? IntStream.range(0, members.size()).toArray() : ids, members);
    }

    private static TypeMapping runs(TypeMapping value) {
        return new TypeMapping(
                value.type, new RunEndWriter(value.writer), new RunEndWriter.Json(value.json), value.scalar);
    }
}
