package io.ampsync.simulator.evm;

import java.math.BigDecimal;
import java.util.List;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.jspecify.annotations.Nullable;

/** Puts the cells of {@link Cells} into vectors. */
final class CellWriter {
    private CellWriter() {}

    static void write(FieldVector vector, int index, @Nullable Object cell) {
        if (cell == null) {
            vector.setNull(index);
            return;
        }
        switch (vector) {
            case UInt8Vector numbers -> numbers.setSafe(index, (Long) cell);
            case UInt4Vector numbers -> numbers.setSafe(index, (Integer) cell);
            case IntVector numbers -> numbers.setSafe(index, (Integer) cell);
            case BitVector truths -> truths.setSafe(index, (Boolean) cell ? 1 : 0);
            case DecimalVector decimals -> decimals.setSafe(index, (BigDecimal) cell);
            case TimeStampNanoTZVector times -> times.setSafe(index, (Long) cell);
            case FixedSizeBinaryVector bytes -> bytes.setSafe(index, (byte[]) cell);
            case VarBinaryVector bytes -> bytes.setSafe(index, (byte[]) cell);
            case VarCharVector texts -> texts.setSafe(index, (byte[]) cell);
            case ListVector lists -> writeItems(lists, index, (List<?>) cell);
            case StructVector structs -> writeMembers(structs, index, (List<?>) cell);
            default -> throw new IllegalArgumentException("no EVM column has a " + vector.getClass());
        }
    }

    private static void writeItems(ListVector lists, int index, List<?> items) {
        int start = lists.startNewValue(index);
        for (int i = 0; i < items.size(); i++) {
            write(lists.getDataVector(), start + i, items.get(i));
        }
        lists.endValue(index, items.size());
    }

    private static void writeMembers(StructVector structs, int index, List<?> members) {
        structs.setIndexDefined(index);
        List<FieldVector> children = structs.getChildrenFromFields();
        for (int i = 0; i < members.size(); i++) {
            write(children.get(i), index, members.get(i));
        }
    }
}
