package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.table.AllTypesRows.Kind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DateMilliVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TimeMicroVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeNanoVector;
import org.apache.arrow.vector.TimeSecVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VariableWidthFieldVector;

/** Writes a value of a kind into a vector of any flat type; nested types are {@link NestedValue}'s. */
final class Value {
    private static final int DAY_SECONDS = 86_400;

    private Value() {}

    static void set(FieldVector vector, int row, Kind kind, long state) {
        if (vector instanceof NullVector) {
            return;
        }
        if (kind == Kind.NULL && vector.getField().isNullable()) {
            vector.setNull(row);
            return;
        }
        long seed = Mix.mix(state, vector.getField().getName().hashCode());
        switch (vector) {
            case VariableWidthFieldVector bytes -> bytes.setSafe(row, bytes(kind, seed, isText(vector)));
            case BaseFixedWidthVector fixed -> number(fixed, row, kind, seed);
            default -> NestedValue.set(vector, row, kind, state);
        }
    }

    private static void number(BaseFixedWidthVector vector, int row, Kind kind, long seed) {
        switch (vector) {
            case BitVector bits ->
                bits.setSafe(row, kind == Kind.GREATEST || (kind == Kind.ORDINARY && seed > 0) ? 1 : 0);
            case TinyIntVector v -> v.setSafe(row, (byte) pick(kind, Byte.MIN_VALUE, Byte.MAX_VALUE, seed));
            case SmallIntVector v -> v.setSafe(row, (short) pick(kind, Short.MIN_VALUE, Short.MAX_VALUE, seed));
            case IntVector v
            when v.getField().getDictionary() != null ->
                v.setSafe(row, (int)
                        Math.floorMod(seed, (long) Dictionaries.values().size()));
            case IntVector v -> v.setSafe(row, (int) pick(kind, Integer.MIN_VALUE, Integer.MAX_VALUE, seed));
            case BigIntVector v -> v.setSafe(row, pick(kind, Long.MIN_VALUE, Long.MAX_VALUE, seed));
            case UInt1Vector v -> v.setSafe(row, (int) pick(kind, 0, 0xFF, seed));
            case UInt2Vector v -> v.setSafe(row, (char) pick(kind, 0, 0xFFFF, seed));
            case UInt4Vector v -> v.setSafe(row, (int) pick(kind, 0, 0xFFFF_FFFFL, seed));
            case UInt8Vector v -> v.setSafe(row, pick(kind, 0, -1, seed));
            case Float2Vector v -> v.setSafeWithPossibleTruncate(row, (float) real(kind, 65_504, (int) (seed % 1_000)));
            case Float4Vector v -> v.setSafe(row, (float) real(kind, Float.MAX_VALUE, seed / 3.0));
            case Float8Vector v -> v.setSafe(row, real(kind, Double.MAX_VALUE, seed / 3.0));
            case DecimalVector v -> v.setSafe(row, decimal(kind, v.getPrecision(), v.getScale(), seed));
            case Decimal256Vector v -> v.setSafe(row, decimal(kind, v.getPrecision(), v.getScale(), seed));
            case FixedSizeBinaryVector v -> v.setSafe(row, fixedBytes(kind, v.getByteWidth(), seed));
            default -> time(vector, row, kind, seed);
        }
    }

    private static void time(BaseFixedWidthVector vector, int row, Kind kind, long seed) {
        switch (vector) {
            // 4713 BC and 5874897 AD are PostgreSQL's ends; these are within, and beyond a year of four digits.
            case DateDayVector v -> v.setSafe(row, (int) pick(kind, -2_440_588, 2_932_897, seed % 20_000));
            case DateMilliVector v ->
                v.setSafe(row, DAY_SECONDS * 1_000L * pick(kind, -100_000, 100_000, seed % 20_000));
            case TimeSecVector v ->
                v.setSafe(row, (int) pick(kind, 0, DAY_SECONDS - 1, Math.floorMod(seed, DAY_SECONDS)));
            case TimeMilliVector v ->
                v.setSafe(row, (int) pick(kind, 0, DAY_SECONDS * 1_000L - 1, Math.floorMod(seed, DAY_SECONDS * 1_000)));
            case TimeMicroVector v ->
                v.setSafe(
                        row,
                        pick(kind, 0, DAY_SECONDS * 1_000_000L - 1, Math.floorMod(seed, DAY_SECONDS * 1_000_000L)));
            case TimeNanoVector v ->
                v.setSafe(
                        row,
                        pick(
                                kind,
                                0,
                                DAY_SECONDS * 1_000_000_000L - 1,
                                Math.floorMod(seed, DAY_SECONDS * 1_000_000_000L)));
            // The widest that every unit down to nanoseconds can say is 1677 to 2262; negative nanoseconds included.
            case TimeStampVector v -> v.setSafe(row, pick(kind, -1, Integer.MAX_VALUE, seed >>> 34));
            case DurationVector v -> v.setSafe(row, pick(kind, -Integer.MAX_VALUE, Integer.MAX_VALUE, seed >> 34));
            case IntervalYearVector v -> v.setSafe(row, (int) pick(kind, -120_000, 120_000, seed % 1_200));
            case IntervalDayVector v ->
                v.setSafe(row, (int) pick(kind, -30_000, 30_000, seed % 365), (int)
                        pick(kind, -1, 86_399_999, seed % 1_000));
            case IntervalMonthDayNanoVector v ->
                v.setSafe(
                        row,
                        (int) pick(kind, -1_200, 1_200, seed % 12),
                        (int) pick(kind, -31, 31, seed % 28),
                        pick(kind, -1, Long.MAX_VALUE / 2, seed >> 20));
            default -> throw new IllegalArgumentException("no value for " + vector.getField());
        }
    }

    private static long pick(Kind kind, long least, long greatest, long ordinary) {
        return switch (kind) {
            case ZERO, NULL -> 0;
            case LEAST -> least;
            case GREATEST -> greatest;
            case ORDINARY -> ordinary;
        };
    }

    private static double real(Kind kind, double greatest, double ordinary) {
        return switch (kind) {
            case ZERO, NULL -> -0.0;
            case LEAST -> Double.NaN;
            case GREATEST -> greatest;
            case ORDINARY -> ordinary;
        };
    }

    private static BigDecimal decimal(Kind kind, int precision, int scale, long seed) {
        BigInteger greatest = BigInteger.TEN.pow(precision).subtract(BigInteger.ONE);
        BigInteger unscaled = switch (kind) {
            case ZERO, NULL -> BigInteger.ZERO;
            case LEAST -> greatest.negate();
            case GREATEST -> greatest;
            case ORDINARY -> BigInteger.valueOf(seed % 1_000_000_000);
        };
        return new BigDecimal(unscaled, scale);
    }

    private static byte[] fixedBytes(Kind kind, int width, long seed) {
        byte[] bytes = kind == Kind.ORDINARY ? Cells.randomBytes(width, seed) : new byte[width];
        if (kind == Kind.GREATEST) {
            Arrays.fill(bytes, (byte) 0xFF);
        }
        return bytes;
    }

    /** Text has characters of one to four bytes; a view above 12 bytes lies in another buffer than a short one. */
    private static byte[] bytes(Kind kind, long seed, boolean text) {
        String value = switch (kind) {
            case ZERO, NULL -> "";
            case LEAST -> "a";
            case GREATEST -> "quote ' double \" back \\ tab \t ß € 𝄞 ".repeat(8);
            case ORDINARY -> "value " + Long.toUnsignedString(seed);
        };
        return text || kind != Kind.ORDINARY ? value.getBytes(StandardCharsets.UTF_8) : Cells.randomBytes(40, seed);
    }

    private static boolean isText(FieldVector vector) {
        return vector.getField().getType().toString().startsWith("Utf8")
                || vector.getField().getType().toString().startsWith("LargeUtf8");
    }
}
