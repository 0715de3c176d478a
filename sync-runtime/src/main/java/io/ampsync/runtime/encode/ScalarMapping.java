package io.ampsync.runtime.encode;

import static org.apache.arrow.vector.types.TimeUnit.NANOSECOND;

import io.ampsync.runtime.config.ValueSettings.Extremes;
import io.ampsync.runtime.encode.TypeMapping.Scope;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The mappings of types without members. */
final class ScalarMapping {
    private static final long MICROS = 1_000_000;
    private static final int MAX_SCALE = 1000;

    private ScalarMapping() {}

    static TypeMapping of(Field field, Scope scope) {
        return switch (field.getType()) {
            case ArrowType.Null none -> scalar(PgType.TEXT, new NullWriter(), new JsonScalars.Nulls());
            case ArrowType.Bool bool ->
                scalar(PgType.BOOLEAN, new NumberWriters.BooleanWriter(), new JsonScalars.Booleans());
            case ArrowType.Int integer -> integer(integer, scope);
            case ArrowType.FloatingPoint floating -> floating(floating);
            case ArrowType.Decimal decimal -> decimal(field, decimal, scope);
            case ArrowType.Utf8 text -> text(() -> new ByteSource.Offsets(false), scope);
            case ArrowType.LargeUtf8 text -> text(() -> new ByteSource.Offsets(true), scope);
            case ArrowType.Utf8View text -> text(ByteSource.Views::new, scope);
            case ArrowType.Binary binary -> binary(() -> new ByteSource.Offsets(false));
            case ArrowType.LargeBinary binary -> binary(() -> new ByteSource.Offsets(true));
            case ArrowType.BinaryView binary -> binary(ByteSource.Views::new);
            case ArrowType.FixedSizeBinary binary -> fixedBinary(binary.getByteWidth());
            case ArrowType.Date date -> date(date.getUnit() == DateUnit.MILLISECOND);
            case ArrowType.Time time -> time(time.getUnit());
            case ArrowType.Timestamp timestamp -> timestamp(timestamp, scope);
            case ArrowType.Duration duration -> duration(duration.getUnit());
            case ArrowType.Interval interval -> interval(interval);
            default -> throw scope.unsupported(field, "nothing maps it to PostgreSQL");
        };
    }

    private static TypeMapping scalar(PgType type, ColumnWriter writer, JsonValue json) {
        return new TypeMapping(type, writer, json, true);
    }

    private static TypeMapping integer(ArrowType.Int integer, Scope scope) {
        int bits = integer.getBitWidth();
        boolean signed = integer.getIsSigned();
        JsonValue json = new JsonScalars.Integers(bits, signed);
        return switch (bits) {
            case 8 -> {
                ColumnWriter writer = signed ? new NumberWriters.Int8Writer() : new NumberWriters.UInt8Writer();
                yield scalar(PgType.SMALLINT, writer, json);
            }
            case 16 ->
                signed
                        ? scalar(PgType.SMALLINT, new NumberWriters.Int16Writer(), json)
                        : scalar(PgType.INTEGER, new NumberWriters.UInt16Writer(), json);
            case 32 ->
                signed
                        ? scalar(PgType.INTEGER, new NumberWriters.FourByteWriter(), json)
                        : scalar(PgType.BIGINT, new NumberWriters.UInt32Writer(), json);
            case 64 -> {
                if (signed) {
                    yield scalar(PgType.BIGINT, new NumberWriters.EightByteWriter(), json);
                }
                yield switch (scope.settings().uint64Of(scope.column())) {
                    case NUMERIC -> scalar(PgType.numeric(20, 0), new NumericWriters.UInt64Writer(), json);
                    case BIGINT -> scalar(PgType.BIGINT, new NumberWriters.UInt64AsBigintWriter(), json);
                };
            }
            default -> throw new IllegalArgumentException("integer of " + bits + " bits");
        };
    }

    private static TypeMapping floating(ArrowType.FloatingPoint floating) {
        return switch (floating.getPrecision()) {
            case HALF -> scalar(PgType.REAL, new NumberWriters.Float16Writer(), new JsonScalars.Floats(2));
            case SINGLE -> scalar(PgType.REAL, new NumberWriters.FourByteWriter(), new JsonScalars.Floats(4));
            case DOUBLE -> scalar(PgType.DOUBLE, new NumberWriters.EightByteWriter(), new JsonScalars.Floats(8));
        };
    }

    private static TypeMapping decimal(Field field, ArrowType.Decimal decimal, Scope scope) {
        int bits = decimal.getBitWidth();
        int precision = decimal.getPrecision();
        int scale = decimal.getScale();
        int digits = switch (bits) {
            case 32 -> 9;
            case 64 -> 18;
            case 128 -> 38;
            case 256 -> 76;
            default -> throw scope.unsupported(field, "decimals have 32, 64, 128 or 256 bits");
        };
        if (precision < 1 || precision > digits || Math.abs(scale) > MAX_SCALE) {
            throw scope.unsupported(
                    field, "its precision has to be 1 to " + digits + ", and its scale -1000 to 1000, as NUMERIC's");
        }
        ColumnWriter writer = switch (bits) {
            case 32 -> new NumericWriters.Decimal32Writer(precision, scale);
            case 64 -> new NumericWriters.Decimal64Writer(precision, scale);
            case 128 -> new NumericWriters.Decimal128Writer(precision, scale);
            default -> new NumericWriters.Decimal256Writer(precision, scale);
        };
        return scalar(PgType.numeric(precision, scale), writer, new JsonScalars.Decimals(bits, precision, scale));
    }

    private static TypeMapping text(Supplier<ByteSource> source, Scope scope) {
        return scalar(
                PgType.TEXT,
                new ByteWriters.TextWriter(source.get(), scope.text()),
                new JsonScalars.Texts(source.get(), scope.text()));
    }

    private static TypeMapping binary(Supplier<ByteSource> source) {
        return scalar(PgType.BYTEA, new ByteWriters.BinaryWriter(source.get()), new JsonScalars.Binaries(source.get()));
    }

    private static TypeMapping fixedBinary(int width) {
        ByteSource source = new ByteSource.Fixed(width);
        return scalar(PgType.BYTEA, new ByteWriters.FixedBinaryWriter(width), new JsonScalars.Binaries(source));
    }

    private static TypeMapping date(boolean millis) {
        ColumnWriter writer = millis ? new TemporalWriters.Date64Writer() : new TemporalWriters.Date32Writer();
        return scalar(PgType.DATE, writer, new JsonTemporals.Dates(millis));
    }

    private static TypeMapping time(TimeUnit unit) {
        ColumnWriter writer = switch (unit) {
            case SECOND, MILLISECOND -> new TemporalWriters.Time32Writer(MICROS / perSecond(unit));
            case MICROSECOND -> new TemporalWriters.MicroTimeWriter();
            case NANOSECOND -> new TemporalWriters.NanoTimeWriter();
        };
        return scalar(PgType.TIME, writer, new JsonTemporals.Times(perSecond(unit)));
    }

    private static TypeMapping timestamp(ArrowType.Timestamp timestamp, Scope scope) {
        TimeUnit unit = timestamp.getUnit();
        boolean zoned = timestamp.getTimezone() != null;
        Extremes extremes = scope.settings().extremes();
        ColumnWriter writer = unit == NANOSECOND
                ? new TemporalWriters.NanoTimestampWriter(extremes)
                : new TemporalWriters.TimestampWriter(MICROS / perSecond(unit), extremes);
        PgType type = zoned ? PgType.TIMESTAMPTZ : PgType.TIMESTAMP;
        return scalar(type, writer, new JsonTemporals.Timestamps(perSecond(unit), zoned, extremes));
    }

    private static TypeMapping duration(TimeUnit unit) {
        ColumnWriter writer = unit == NANOSECOND
                ? new TemporalWriters.NanoDurationWriter()
                : new TemporalWriters.DurationWriter(MICROS / perSecond(unit));
        return scalar(PgType.INTERVAL, writer, new JsonTemporals.Durations(perSecond(unit)));
    }

    private static TypeMapping interval(ArrowType.Interval interval) {
        return switch (interval.getUnit()) {
            case YEAR_MONTH ->
                scalar(PgType.INTERVAL, new TemporalWriters.YearMonthWriter(), new JsonTemporals.YearMonths());
            case DAY_TIME -> scalar(PgType.INTERVAL, new TemporalWriters.DayTimeWriter(), new JsonTemporals.DayTimes());
            case MONTH_DAY_NANO ->
                scalar(PgType.INTERVAL, new TemporalWriters.MonthDayNanoWriter(), new JsonTemporals.MonthDayNanos());
        };
    }

    private static long perSecond(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> 1;
            case MILLISECOND -> 1000;
            case MICROSECOND -> MICROS;
            case NANOSECOND -> 1_000_000_000;
        };
    }
}
