package io.ampsync.runtime.encode;

import io.ampsync.runtime.config.ValueSettings.Extremes;

/** Dates, times of day, timestamps and intervals. PostgreSQL counts microseconds from 2000-01-01; finer is floored. */
final class TemporalWriters {
    static final long EPOCH_DAYS = 10_957;
    static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;
    private static final long FIRST_DAY = -2_451_545;
    private static final long END_DAY = 2_145_031_949;
    private static final long FIRST_MICRO = -211_813_488_000_000_000L;
    private static final long END_MICRO = 9_223_371_331_200_000_000L;
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final long DAY_MILLIS = 86_400_000L;

    private TemporalWriters() {}

    /** Date32 → date. */
    static final class Date32Writer extends FixedWriter {
        Date32Writer() {
            super(Integer.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeDate(out, at, data.getInt(row * 4L));
        }
    }

    /** Date64 (milliseconds) → date. */
    static final class Date64Writer extends FixedWriter {
        Date64Writer() {
            super(Integer.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row)
                    ? writeNull(out, at)
                    : writeDate(out, at, Math.floorDiv(data.getLong(row * 8L), DAY_MILLIS));
        }
    }

    private static int writeDate(byte[] out, int at, long unixDay) {
        long day = unixDay - EPOCH_DAYS;
        if (day < FIRST_DAY || day >= END_DAY) {
            throw new RefusedValue("day " + unixDay + " since 1970", "is outside of DATE");
        }
        return ColumnWriter.writeInt4(out, at, (int) day);
    }

    /** Time32 (seconds, milliseconds) → time. */
    static final class Time32Writer extends FixedWriter {
        private final long micros;

        Time32Writer(long micros) {
            super(Long.BYTES);
            this.micros = micros;
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeTime(out, at, data.getInt(row * 4L) * micros);
        }
    }

    /** Time64 (microseconds) → time. */
    static final class MicroTimeWriter extends FixedWriter {
        MicroTimeWriter() {
            super(Long.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeTime(out, at, data.getLong(row * 8L));
        }
    }

    /** Time64 (nanoseconds) → time. */
    static final class NanoTimeWriter extends FixedWriter {
        NanoTimeWriter() {
            super(Long.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeTime(out, at, Math.floorDiv(data.getLong(row * 8L), 1000L));
        }
    }

    private static int writeTime(byte[] out, int at, long micros) {
        if (micros < 0 || micros > DAY_MICROS) {
            throw new RefusedValue(micros + " µs", "is not a time of day");
        }
        return ColumnWriter.writeInt8(out, at, micros);
    }

    /** Timestamp (seconds, milliseconds, microseconds) → timestamp, timestamptz. */
    static final class TimestampWriter extends FixedWriter {
        private final long micros;
        private final long first;
        private final long last;
        private final boolean infinity;

        TimestampWriter(long micros, Extremes extremes) {
            super(Long.BYTES);
            this.micros = micros;
            this.first = Math.ceilDiv(FIRST_MICRO + EPOCH_MICROS, micros);
            // END_MICRO is behind the largest long when counted from 1970 in microseconds.
            this.last = micros == 1 ? Long.MAX_VALUE : (END_MICRO / micros) + (EPOCH_MICROS / micros) - 1;
            this.infinity = extremes == Extremes.INFINITY;
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getLong(row * 8L);
            if (infinity && (value == Long.MIN_VALUE || value == Long.MAX_VALUE)) {
                return writeInt8(out, at, value);
            }
            if (value < first || value > last) {
                throw new RefusedValue(value + " · " + micros + " µs since 1970", "is outside of TIMESTAMP");
            }
            return writeInt8(out, at, (value - EPOCH_MICROS / micros) * micros);
        }
    }

    /** Timestamp (nanoseconds) → timestamp, timestamptz. Every value fits. */
    static final class NanoTimestampWriter extends FixedWriter {
        private final boolean infinity;

        NanoTimestampWriter(Extremes extremes) {
            super(Long.BYTES);
            this.infinity = extremes == Extremes.INFINITY;
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getLong(row * 8L);
            if (infinity && (value == Long.MIN_VALUE || value == Long.MAX_VALUE)) {
                return writeInt8(out, at, value);
            }
            return writeInt8(out, at, Math.floorDiv(value, 1000L) - EPOCH_MICROS);
        }
    }

    private static int writeInterval(byte[] out, int at, long micros, int days, int months) {
        BigEndian.putInt(out, at, 16);
        BigEndian.putLong(out, at + 4, micros);
        BigEndian.putInt(out, at + 12, days);
        BigEndian.putInt(out, at + 16, months);
        return at + 20;
    }

    /** Duration (seconds, milliseconds, microseconds) → interval. */
    static final class DurationWriter extends FixedWriter {
        private final long micros;

        DurationWriter(long micros) {
            super(16);
            this.micros = micros;
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getLong(row * 8L);
            if (value > Long.MAX_VALUE / micros || value < Long.MIN_VALUE / micros) {
                throw new RefusedValue(value + " · " + micros + " µs", "is outside of INTERVAL");
            }
            return writeInterval(out, at, value * micros, 0, 0);
        }
    }

    /** Duration (nanoseconds) → interval. */
    static final class NanoDurationWriter extends FixedWriter {
        NanoDurationWriter() {
            super(16);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row)
                    ? writeNull(out, at)
                    : writeInterval(out, at, Math.floorDiv(data.getLong(row * 8L), 1000L), 0, 0);
        }
    }

    /** Interval (months) → interval. */
    static final class YearMonthWriter extends FixedWriter {
        YearMonthWriter() {
            super(16);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInterval(out, at, 0, 0, data.getInt(row * 4L));
        }
    }

    /** Interval (days, milliseconds) → interval. */
    static final class DayTimeWriter extends FixedWriter {
        DayTimeWriter() {
            super(16);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row)
                    ? writeNull(out, at)
                    : writeInterval(out, at, data.getInt(row * 8L + 4) * 1000L, data.getInt(row * 8L), 0);
        }
    }

    /** Interval (months, days, nanoseconds) → interval. */
    static final class MonthDayNanoWriter extends FixedWriter {
        MonthDayNanoWriter() {
            super(16);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long address = row * 16L;
            long micros = Math.floorDiv(data.getLong(address + 8), 1000L);
            return writeInterval(out, at, micros, data.getInt(address + 4), data.getInt(address));
        }
    }
}
