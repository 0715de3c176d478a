package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Rows of {@code all_types}: in every block with rows there is one of zeros and empty values, one of least values, one of
 * greatest, one of nulls, and two ordinary ones that are identical but for nothing at all.
 */
final class AllTypesRows implements RowSource {
    private static final List<Kind> ROWS =
            List.of(Kind.ZERO, Kind.LEAST, Kind.GREATEST, Kind.NULL, Kind.ORDINARY, Kind.ORDINARY);
    private static final int FIRST_VALUE_COLUMN = 2;

    /** What kind of value a row is made of. */
    enum Kind {
        ZERO,
        LEAST,
        GREATEST,
        NULL,
        ORDINARY
    }

    @Override
    public int perBlock() {
        return ROWS.size();
    }

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        // Views, alone among vectors, do not allocate on the first safe write.
        root.getFieldVectors().stream()
                .filter(vector -> vector.getValueCapacity() == 0)
                .forEach(FieldVector::allocateNew);
        for (int i = 0; i < ROWS.size(); i++) {
            Kind kind = ROWS.get(i);
            ((UInt8Vector) root.getVector(0)).setSafe(row + i, block.number());
            ((UInt4Vector) root.getVector(1)).setSafe(row + i, Math.min(i, ROWS.size() - 2));
            for (FieldVector vector : root.getFieldVectors()
                    .subList(FIRST_VALUE_COLUMN, root.getFieldVectors().size())) {
                Value.set(vector, row + i, kind, state);
            }
        }
    }
}
