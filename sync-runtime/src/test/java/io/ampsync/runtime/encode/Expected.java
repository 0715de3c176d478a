package io.ampsync.runtime.encode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.IntervalDayVector;
import org.apache.arrow.vector.IntervalYearVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL has to hold, by Arrow's own {@code getObject} and {@code java.time}, never by the encoder. */
final class Expected {
    /** An interval as PostgreSQL keeps it. */
    record Interval(long months, long days, long micros) {}

    private Expected() {}

    static @Nullable Object of(FieldVector vector, int row) {
        if (vector instanceof RunEndEncodedVector runs) {
            return of(runs.getValuesVector(), runs.getPhysicalIndex(row));
        }
        Object value = vector.getObject(row);
        if (value == null) {
            return null;
        }
        return switch (vector.getField().getType()) {
            case ArrowType.Int integer -> number(vector, row, value);
            case ArrowType.FloatingPoint floating ->
                vector instanceof Float2Vector half ? half.getValueAsFloat(row) : value;
            case ArrowType.Decimal decimal -> normal((BigDecimal) value);
            case ArrowType.Utf8 text -> value.toString();
            case ArrowType.LargeUtf8 text -> value.toString();
            case ArrowType.Utf8View text -> value.toString();
            case ArrowType.Binary bytes -> HexFormat.of().formatHex((byte[]) value);
            case ArrowType.LargeBinary bytes -> HexFormat.of().formatHex((byte[]) value);
            case ArrowType.BinaryView bytes -> HexFormat.of().formatHex((byte[]) value);
            case ArrowType.FixedSizeBinary bytes -> HexFormat.of().formatHex((byte[]) value);
            case ArrowType.Date date ->
                date.getUnit() == DateUnit.DAY
                        ? LocalDate.ofEpochDay((int) value)
                        : ((LocalDateTime) value).toLocalDate();
            case ArrowType.Time time -> time(value, time.getUnit()).truncatedTo(ChronoUnit.MICROS);
            case ArrowType.Timestamp time -> timestamp(value, time.getUnit());
            case ArrowType.Duration duration -> new Interval(0, 0, micros((Duration) value));
            case ArrowType.Interval interval -> interval(vector, row, value);
            default -> value;
        };
    }

    private static BigDecimal number(FieldVector vector, int row, Object value) {
        return normal(
                switch (vector) {
                    case UInt1Vector unsigned -> new BigDecimal(unsigned.getObjectNoOverflow(row));
                    case UInt2Vector unsigned -> new BigDecimal((int) unsigned.getObject(row));
                    case UInt4Vector unsigned -> new BigDecimal(unsigned.getObjectNoOverflow(row));
                    case UInt8Vector unsigned -> new BigDecimal(unsigned.getObjectNoOverflow(row));
                    default -> new BigDecimal(value.toString());
                });
    }

    static BigDecimal normal(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    private static LocalTime time(Object value, TimeUnit unit) {
        return switch (unit) {
            case SECOND -> LocalTime.ofSecondOfDay((int) value);
            case MILLISECOND -> ((LocalDateTime) value).toLocalTime();
            case MICROSECOND -> LocalTime.ofNanoOfDay((long) value * 1000);
            case NANOSECOND -> LocalTime.ofNanoOfDay((long) value);
        };
    }

    private static LocalDateTime timestamp(Object value, TimeUnit unit) {
        LocalDateTime time = value instanceof LocalDateTime local ? local : atUtc((long) value, unit);
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private static LocalDateTime atUtc(long value, TimeUnit unit) {
        long perSecond = switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1000;
            case MICROSECOND -> 1_000_000;
            case NANOSECOND -> 1_000_000_000;
        };
        return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), 0, ZoneOffset.UTC)
                .plusNanos(Math.floorMod(value, perSecond) * (1_000_000_000 / perSecond));
    }

    private static Interval interval(FieldVector vector, int row, Object value) {
        if (vector instanceof IntervalYearVector) {
            return new Interval(vector.getDataBuffer().getInt(row * 4L), 0, 0);
        }
        if (vector instanceof IntervalDayVector) {
            long millis = IntervalDayVector.getMilliseconds(vector.getDataBuffer(), row);
            return new Interval(0, IntervalDayVector.getDays(vector.getDataBuffer(), row), millis * 1000);
        }
        if (value instanceof PeriodDuration both) {
            return new Interval(
                    both.getPeriod().toTotalMonths(),
                    both.getPeriod().get(ChronoUnit.DAYS),
                    micros(both.getDuration()));
        }
        throw new IllegalArgumentException(value.getClass().getName());
    }

    private static long micros(Duration duration) {
        BigInteger nanos = BigInteger.valueOf(duration.getSeconds())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(duration.getNano()));
        BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1000));
        return parts[0].longValueExact() - (parts[1].signum() < 0 ? 1 : 0);
    }

    /** As JSON has it after parsing: maps, lists, strings, numbers, booleans. */
    static @Nullable Object json(FieldVector vector, int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case StructVector struct -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                struct.getChildrenFromFields().forEach(child -> members.put(child.getName(), json(child, row)));
                yield members;
            }
            case MapVector map -> entries(map, row);
            // By Arrow's own bookkeeping of the members, whose numbers are in the type.
            case UnionVector union -> json(member(union, union.getTypeValue(row)), row);
            case DenseUnionVector union ->
                json((FieldVector) union.getVectorByType(union.getTypeId(row)), union.getOffset(row));
            case RunEndEncodedVector runs -> json(runs.getValuesVector(), runs.getPhysicalIndex(row));
            case LargeListVector list ->
                elements(
                        list.getDataVector(), (int) list.getElementStartIndex(row), (int) list.getElementEndIndex(row));
            case ListVector list ->
                elements(list.getDataVector(), list.getElementStartIndex(row), list.getElementEndIndex(row));
            case FixedSizeListVector list ->
                elements(list.getDataVector(), row * list.getListSize(), (row + 1) * list.getListSize());
            case ListViewVector list -> {
                int start = list.getElementStartIndex(row);
                yield elements(list.getDataVector(), start, list.getElementEndIndex(row));
            }
            default -> jsonScalar(vector, of(vector, row));
        };
    }

    @SuppressWarnings("EnumOrdinal")
    private static FieldVector member(UnionVector union, int type) {
        return union.getChildrenFromFields().stream()
                .filter(child -> child.getMinorType().ordinal() == type)
                .findFirst()
                .orElseThrow();
    }

    /** An object, if the keys are text; else pairs. */
    private static Object entries(MapVector map, int row) {
        FieldVector keys =
                ((StructVector) map.getDataVector()).getChildrenFromFields().get(0);
        FieldVector values =
                ((StructVector) map.getDataVector()).getChildrenFromFields().get(1);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        List<List<@Nullable Object>> pairs = new ArrayList<>();
        for (int i = map.getElementStartIndex(row); i < map.getElementEndIndex(row); i++) {
            if (keys instanceof VarCharVector text) {
                object.put(text.getObject(i).toString(), json(values, i));
            } else {
                pairs.add(Arrays.asList(json(keys, i), json(values, i)));
            }
        }
        return keys instanceof VarCharVector ? object : pairs;
    }

    private static List<@Nullable Object> elements(FieldVector vector, int start, int end) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = start; i < end; i++) {
            elements.add(json(vector, i));
        }
        return elements;
    }

    private static @Nullable Object jsonScalar(FieldVector vector, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number -> finite(number) ? normal(new BigDecimal(number.toString())) : number.toString();
            case Float number -> finite(number) ? normal(new BigDecimal(number.toString())) : number.toString();
            case LocalDate date -> date.toString();
            default ->
                switch (vector.getField().getType()) {
                    case ArrowType.FixedSizeBinary bytes -> "0x" + value;
                    case ArrowType.Binary bytes -> "0x" + value;
                    case ArrowType.LargeBinary bytes -> "0x" + value;
                    case ArrowType.BinaryView bytes -> "0x" + value;
                    case ArrowType.Decimal decimal ->
                        ((BigDecimal) value)
                                .setScale(Math.max(0, decimal.getScale()))
                                .toPlainString();
                    default -> value;
                };
        };
    }

    private static boolean finite(double number) {
        return Math.abs(number) <= Double.MAX_VALUE;
    }
}
