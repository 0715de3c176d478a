package io.ampsync.simulator.table;

import io.ampsync.simulator.table.AllTypesRows.Kind;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.holders.NullableIntHolder;

/** Writes lists, structs, maps and unions; their items are of the kinds around them, nulls included. */
final class NestedValue {
    private static final Kind[] ITEMS = {Kind.ORDINARY, Kind.NULL, Kind.GREATEST};

    private NestedValue() {}

    static void set(FieldVector vector, int row, Kind kind, long state) {
        int size = kind == Kind.ZERO ? 0 : kind == Kind.LEAST ? 1 : ITEMS.length;
        switch (vector) {
            // Maps are lists of entries.
            case ListVector list -> {
                int at = list.startNewValue(row);
                items(list.getDataVector(), at, size, state);
                list.endValue(row, size);
            }
            case LargeListVector list -> {
                int at = (int) list.startNewValue(row);
                items(list.getDataVector(), at, size, state);
                list.endValue(row, size);
            }
            case ListViewVector list -> {
                int at = list.startNewValue(row);
                items(list.getDataVector(), at, size, state);
                list.endValue(row, size);
            }
            case FixedSizeListVector list -> {
                int at = list.startNewValue(row);
                items(list.getDataVector(), at, list.getListSize(), state);
            }
            case StructVector struct -> {
                struct.setIndexDefined(row);
                struct.getChildrenFromFields().forEach(child -> Value.set(child, row, kind, state));
            }
            case DenseUnionVector union -> union(union, row, kind, state);
            default -> throw new IllegalArgumentException("no value for " + vector.getField());
        }
    }

    private static void items(FieldVector items, int at, int count, long state) {
        for (int i = 0; i < count; i++) {
            Value.set(items, at + i, ITEMS[i], state + i);
        }
    }

    private static void union(DenseUnionVector union, int row, Kind kind, long state) {
        NullableIntHolder number = new NullableIntHolder();
        number.isSet = kind == Kind.NULL ? 0 : 1;
        number.value = (int) state;
        union.setTypeId(row, (byte) 0);
        union.setSafe(row, number);
    }
}
