package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;

/** Where the elements of each list are in the element vector, whatever the list's layout. */
abstract class ListSlots {
    /** Takes the buffers of a list vector and returns its element vector. */
    abstract FieldVector bind(FieldVector vector);

    abstract int start(int row);

    abstract int length(int row);

    /** List, Map: 32-bit offsets. */
    static final class Offsets extends ListSlots {
        private ArrowBuf offsets = VectorReader.UNBOUND;

        @Override
        FieldVector bind(FieldVector vector) {
            offsets = vector.getOffsetBuffer();
            return ((ListVector) vector).getDataVector();
        }

        @Override
        int start(int row) {
            return offsets.getInt(row * 4L);
        }

        @Override
        int length(int row) {
            return offsets.getInt(row * 4L + 4) - offsets.getInt(row * 4L);
        }
    }

    /** LargeList: 64-bit offsets, of which a Java vector can use 31 bits. */
    static final class LargeOffsets extends ListSlots {
        private ArrowBuf offsets = VectorReader.UNBOUND;

        @Override
        FieldVector bind(FieldVector vector) {
            offsets = vector.getOffsetBuffer();
            return ((LargeListVector) vector).getDataVector();
        }

        @Override
        int start(int row) {
            return Math.toIntExact(offsets.getLong(row * 8L));
        }

        @Override
        int length(int row) {
            return Math.toIntExact(offsets.getLong(row * 8L + 8) - offsets.getLong(row * 8L));
        }
    }

    /** FixedSizeList. */
    static final class Fixed extends ListSlots {
        private final int size;

        Fixed(int size) {
            this.size = size;
        }

        @Override
        FieldVector bind(FieldVector vector) {
            return ((FixedSizeListVector) vector).getDataVector();
        }

        @Override
        int start(int row) {
            return Math.multiplyExact(row, size);
        }

        @Override
        int length(int row) {
            return size;
        }
    }

    /** ListView: offset and size apart, in any order. */
    static final class Views extends ListSlots {
        private ArrowBuf offsets = VectorReader.UNBOUND;
        private ArrowBuf sizes = VectorReader.UNBOUND;

        @Override
        FieldVector bind(FieldVector vector) {
            ListViewVector views = (ListViewVector) vector;
            offsets = views.getOffsetBuffer();
            sizes = views.getSizeBuffer();
            return views.getDataVector();
        }

        @Override
        int start(int row) {
            return offsets.getInt(row * 4L);
        }

        @Override
        int length(int row) {
            return sizes.getInt(row * 4L);
        }
    }

    /** LargeListView. */
    static final class LargeViews extends ListSlots {
        private ArrowBuf offsets = VectorReader.UNBOUND;
        private ArrowBuf sizes = VectorReader.UNBOUND;

        @Override
        FieldVector bind(FieldVector vector) {
            LargeListViewVector views = (LargeListViewVector) vector;
            offsets = views.getOffsetBuffer();
            sizes = views.getSizeBuffer();
            return views.getDataVector();
        }

        @Override
        int start(int row) {
            return Math.toIntExact(offsets.getLong(row * 8L));
        }

        @Override
        int length(int row) {
            return Math.toIntExact(sizes.getLong(row * 8L));
        }
    }
}
