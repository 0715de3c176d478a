package io.ampsync.runtime.encode;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;

/** JSON of values with members: objects and arrays. */
final class JsonNested {
    private JsonNested() {}

    /** Struct, as an object. */
    static final class Structs extends JsonValue {
        private final List<byte[]> keys;
        private final List<JsonValue> members;

        /** Keys are JSON strings with their quotes. */
        Structs(List<byte[]> keys, List<JsonValue> members) {
            this.keys = keys;
            this.members = members;
        }

        @Override
        void attach(FieldVector vector) {
            for (int i = 0; i < members.size(); i++) {
                members.get(i).bind((FieldVector) ((StructVector) vector).getChildByOrdinal(i));
            }
        }

        @Override
        void appendValue(JsonText out, int row) {
            for (int i = 0; i < members.size(); i++) {
                out.ascii(i == 0 ? '{' : ',');
                out.raw(keys.get(i));
                out.ascii(':');
                members.get(i).append(out, row);
            }
            out.ascii(members.isEmpty() ? "{}" : "}");
        }
    }

    /** Lists of every layout, as arrays. */
    static final class Lists extends JsonValue {
        private final ListSlots slots;
        private final JsonValue element;

        Lists(ListSlots slots, JsonValue element) {
            this.slots = slots;
            this.element = element;
        }

        @Override
        void attach(FieldVector vector) {
            element.bind(slots.bind(vector));
        }

        @Override
        void appendValue(JsonText out, int row) {
            int start = slots.start(row);
            int length = slots.length(row);
            out.ascii('[');
            for (int i = 0; i < length; i++) {
                if (i > 0) {
                    out.ascii(',');
                }
                element.append(out, start + i);
            }
            out.ascii(']');
        }
    }

    /**
     * Map, as an object if the keys are text, else as an array of {@code [key, value]}. An object cannot hold a key twice,
     * so such a map is refused.
     */
    static final class Maps extends JsonValue {
        private final ListSlots slots = new ListSlots.Offsets();
        private final boolean textKeys;
        private final JsonValue key;
        private final JsonValue value;
        private final Occurrences keys = new Occurrences();

        Maps(boolean textKeys, JsonValue key, JsonValue value) {
            this.textKeys = textKeys;
            this.key = key;
            this.value = value;
        }

        @Override
        void attach(FieldVector vector) {
            slots.bind(vector);
            StructVector entries = (StructVector) ((ListVector) vector).getDataVector();
            key.bind((FieldVector) entries.getChildByOrdinal(0));
            value.bind((FieldVector) entries.getChildByOrdinal(1));
        }

        @Override
        void appendValue(JsonText out, int row) {
            int start = slots.start(row);
            int end = start + slots.length(row);
            if (textKeys) {
                requireKeysOnce(out, start, end);
            }
            out.ascii(textKeys ? '{' : '[');
            for (int i = start; i < end; i++) {
                if (i > start) {
                    out.ascii(',');
                }
                out.ascii(textKeys ? "" : "[");
                key.append(out, i);
                out.ascii(textKeys ? ':' : ',');
                value.append(out, i);
                out.ascii(textKeys ? "" : "]");
            }
            out.ascii(textKeys ? '}' : ']');
        }

        /** Writes each key behind the text for a moment, to know its hash. */
        private void requireKeysOnce(JsonText out, int start, int end) {
            keys.reset();
            for (int i = start; i < end; i++) {
                int before = out.length();
                key.append(out, i);
                if (key.isNull(i) || keys.note(out.hashFrom(before)) > 0) {
                    throw new RefusedValue(
                            "a map with the key " + out.textFrom(before),
                            key.isNull(i) ? "cannot be a JSON object" : "twice cannot be a JSON object");
                }
                out.cutAt(before);
            }
        }
    }

    /** Union, as the JSON of the member that is set. */
    static final class Unions extends JsonValue {
        private final int[] typeIds;
        private final List<JsonValue> members;
        private ArrowBuf types = UNBOUND;
        /** Where a dense union's values are; a sparse one has them in the row. */
        private ArrowBuf offsets = UNBOUND;

        private boolean dense;

        /** {@code typeIds} are those of the members, in order. */
        Unions(int[] typeIds, List<JsonValue> members) {
            this.typeIds = typeIds;
            this.members = members;
        }

        @Override
        void bind(FieldVector vector) {
            attach(vector);
        }

        @Override
        void attach(FieldVector vector) {
            List<FieldVector> children = vector.getChildrenFromFields();
            for (int i = 0; i < members.size(); i++) {
                members.get(i).bind(children.get(i));
            }
            dense = vector instanceof DenseUnionVector;
            if (vector instanceof DenseUnionVector union) {
                types = union.getTypeBuffer();
                offsets = union.getOffsetBuffer();
            } else {
                types = ((UnionVector) vector).getTypeBuffer();
            }
        }

        @Override
        void appendValue(JsonText out, int row) {
            byte type = types.getByte(row);
            for (int i = 0; i < typeIds.length; i++) {
                if (typeIds[i] == type) {
                    members.get(i).append(out, dense ? offsets.getInt(row * 4L) : row);
                    return;
                }
            }
            out.ascii("null");
        }
    }
}
