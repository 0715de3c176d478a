package io.ampsync.runtime.flight;

import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseLargeVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;

/**
 * Whether buffers hold what a vector's value count, offsets and views promise. Arrow Java has such checks, but they refuse
 * half floats and negative scales, and know no list views.
 */
final class VectorChecks {
    private static final int VIEW = 16;
    private static final int INLINE = 12;

    private VectorChecks() {}

    /** @throws IOException a value would be read from outside of its buffer */
    static void check(FieldVector vector) throws IOException {
        int count = vector.getValueCount();
        if (count == 0) {
            return;
        }
        switch (vector) {
            case NullVector nothing -> {}
            case ExtensionTypeVector<?> extension -> check((FieldVector) extension.getUnderlyingVector());
            case BitVector bits -> bytes(vector, bits.getDataBuffer(), (count + 7L) / 8);
            case BaseFixedWidthVector fixed ->
                bytes(vector, fixed.getDataBuffer(), (long) count * fixed.getTypeWidth());
            case BaseVariableWidthVector values ->
                offsets(vector, values.getDataBuffer().capacity());
            case BaseLargeVariableWidthVector values ->
                largeOffsets(vector, values.getDataBuffer().capacity());
            case BaseVariableWidthViewVector values -> views(values);
            case ListVector list -> {
                offsets(vector, list.getDataVector().getValueCount());
                check(list.getDataVector());
            }
            case LargeListVector list -> {
                largeOffsets(vector, list.getDataVector().getValueCount());
                check(list.getDataVector());
            }
            case ListViewVector list -> {
                listViews(list, list.getSizeBuffer(), Integer.BYTES, list.getDataVector());
                check(list.getDataVector());
            }
            case LargeListViewVector list -> {
                listViews(list, list.getSizeBuffer(), Long.BYTES, list.getDataVector());
                check(list.getDataVector());
            }
            case FixedSizeListVector list -> {
                atLeast(list.getDataVector(), (long) count * list.getListSize());
                check(list.getDataVector());
            }
            case StructVector struct -> members(struct.getChildrenFromFields(), count);
            case UnionVector union -> {
                bytes(vector, union.getTypeBuffer(), count);
                members(union.getChildrenFromFields(), count);
            }
            case DenseUnionVector union -> denseUnion(union);
            case RunEndEncodedVector runs -> runs(runs);
            default -> throw new IOException("column " + vector.getName() + " has a vector of a type without checks");
        }
    }

    private static void members(List<FieldVector> members, int count) throws IOException {
        for (FieldVector member : members) {
            atLeast(member, count);
            check(member);
        }
    }

    private static void bytes(FieldVector vector, ArrowBuf buffer, long needed) throws IOException {
        if (buffer.capacity() < needed) {
            throw invalid(vector, "a buffer of " + buffer.capacity() + " bytes where " + needed + " are needed");
        }
    }

    private static void atLeast(FieldVector vector, long count) throws IOException {
        if (vector.getValueCount() < count) {
            throw invalid(vector, vector.getValueCount() + " values where " + count + " are needed");
        }
    }

    private static void offsets(FieldVector vector, long end) throws IOException {
        int count = vector.getValueCount();
        ArrowBuf offsets = vector.getOffsetBuffer();
        bytes(vector, offsets, (count + 1L) * Integer.BYTES);
        long before = 0;
        for (long i = 0; i <= count; i++) {
            before = ascending(vector, before, offsets.getInt(i * Integer.BYTES));
        }
        within(vector, before, end);
    }

    private static void largeOffsets(FieldVector vector, long end) throws IOException {
        int count = vector.getValueCount();
        ArrowBuf offsets = vector.getOffsetBuffer();
        bytes(vector, offsets, (count + 1L) * Long.BYTES);
        long before = 0;
        for (long i = 0; i <= count; i++) {
            before = ascending(vector, before, offsets.getLong(i * Long.BYTES));
        }
        within(vector, before, end);
    }

    private static long ascending(FieldVector vector, long before, long offset) throws IOException {
        if (offset < before) {
            throw invalid(vector, "an offset " + offset + " after " + before);
        }
        return offset;
    }

    private static void within(FieldVector vector, long last, long end) throws IOException {
        if (last > end) {
            throw invalid(vector, "an offset " + last + " behind the end, " + end);
        }
    }

    private static void span(FieldVector vector, long start, long length, long end) throws IOException {
        if (start < 0 || length < 0 || start > end - length) {
            throw invalid(vector, length + " values from " + start + " on, of " + end);
        }
    }

    private static void views(BaseVariableWidthViewVector vector) throws IOException {
        ArrowBuf views = vector.getDataBuffer();
        List<ArrowBuf> buffers = vector.getDataBuffers();
        bytes(vector, views, (long) vector.getValueCount() * VIEW);
        for (int i = 0; i < vector.getValueCount(); i++) {
            long at = (long) i * VIEW;
            int length = views.getInt(at);
            if (!vector.isNull(i) && (length < 0 || length > INLINE)) {
                int buffer = views.getInt(at + 8);
                span(vector, buffer, 1, buffers.size());
                span(vector, views.getInt(at + 12), length, buffers.get(buffer).capacity());
            }
        }
    }

    private static void listViews(FieldVector vector, ArrowBuf sizes, int width, FieldVector elements)
            throws IOException {
        ArrowBuf offsets = vector.getOffsetBuffer();
        long needed = (long) vector.getValueCount() * width;
        bytes(vector, offsets, needed);
        bytes(vector, sizes, needed);
        for (int i = 0; i < vector.getValueCount(); i++) {
            if (!vector.isNull(i)) {
                long at = (long) i * width;
                long start = width == Long.BYTES ? offsets.getLong(at) : offsets.getInt(at);
                long length = width == Long.BYTES ? sizes.getLong(at) : sizes.getInt(at);
                span(vector, start, length, elements.getValueCount());
            }
        }
    }

    private static void denseUnion(DenseUnionVector union) throws IOException {
        bytes(union, union.getTypeBuffer(), union.getValueCount());
        bytes(union, union.getOffsetBuffer(), (long) union.getValueCount() * Integer.BYTES);
        for (int i = 0; i < union.getValueCount(); i++) {
            FieldVector member = (FieldVector) union.getVectorByType(union.getTypeId(i));
            if (member == null) {
                throw invalid(union, "a value of type " + union.getTypeId(i));
            }
            span(union, union.getOffset(i), 1, member.getValueCount());
        }
        members(union.getChildrenFromFields(), 0);
    }

    private static void runs(RunEndEncodedVector vector) throws IOException {
        FieldVector ends = vector.getRunEndsVector();
        check(ends);
        check(vector.getValuesVector());
        atLeast(vector.getValuesVector(), ends.getValueCount());
        long before = 0;
        for (int i = 0; i < ends.getValueCount(); i++) {
            before = ascending(vector, before + 1, ((BaseIntVector) ends).getValueAsLong(i));
        }
        if (before < vector.getValueCount()) {
            throw invalid(vector, "runs that end at " + before + " of " + vector.getValueCount());
        }
    }

    private static IOException invalid(FieldVector vector, String what) {
        return new IOException("column " + vector.getName() + " has " + what);
    }
}
