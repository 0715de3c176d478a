package io.ampsync.runtime.encode;

import io.ampsync.runtime.config.ValueSettings.Extremes;

/** JSON of dates, times, timestamps, durations and intervals: ISO 8601 strings. */
final class JsonTemporals {
    private static final long MILLIS = 1000;
    private static final long NANOS = 1_000_000_000;

    private JsonTemporals() {}

    /** Date32 and Date64. */
    static final class Dates extends JsonScalars.Fixed {
        private final boolean millis;

        Dates(boolean millis) {
            this.millis = millis;
        }

        @Override
        void appendValue(JsonText out, int row) {
            out.ascii('"');
            IsoText.date(out, millis ? Math.floorDiv(data.getLong(row * 8L), 86_400_000L) : data.getInt(row * 4L));
            out.ascii('"');
        }
    }

    /** Time32 and Time64. */
    static final class Times extends JsonScalars.Fixed {
        private final long perSecond;
        private final int places;

        Times(long perSecond) {
            this.perSecond = perSecond;
            this.places = IsoText.places(perSecond);
        }

        @Override
        void appendValue(JsonText out, int row) {
            long value = perSecond <= MILLIS ? data.getInt(row * 4L) : data.getLong(row * 8L);
            if (value < 0 || value / perSecond > 86_400) {
                throw new RefusedValue(value + " / " + perSecond + " s", "is not a time of day");
            }
            out.ascii('"');
            IsoText.time(out, value, perSecond, places);
            out.ascii('"');
        }
    }

    /** Timestamp, in UTC if zoned. */
    static final class Timestamps extends JsonScalars.Fixed {
        private final long perSecond;
        private final int places;
        private final boolean zoned;
        private final boolean infinity;

        Timestamps(long perSecond, boolean zoned, Extremes extremes) {
            this.infinity = extremes == Extremes.INFINITY;
            this.perSecond = perSecond;
            this.places = IsoText.places(perSecond);
            this.zoned = zoned;
        }

        @Override
        void appendValue(JsonText out, int row) {
            long value = data.getLong(row * 8L);
            out.ascii('"');
            if (infinity && (value == Long.MIN_VALUE || value == Long.MAX_VALUE)) {
                out.ascii(value < 0 ? "-infinity" : "infinity");
            } else {
                IsoText.timestamp(out, value, perSecond, places, zoned);
            }
            out.ascii('"');
        }
    }

    /** Duration, as {@code PT1.500S}. */
    static final class Durations extends JsonScalars.Fixed {
        private final long perSecond;
        private final int places;

        Durations(long perSecond) {
            this.perSecond = perSecond;
            this.places = IsoText.places(perSecond);
        }

        @Override
        void appendValue(JsonText out, int row) {
            out.ascii("\"PT");
            IsoText.seconds(out, data.getLong(row * 8L), perSecond, places);
            out.ascii('"');
        }
    }

    /** Interval of months, as {@code P14M}. */
    static final class YearMonths extends JsonScalars.Fixed {
        @Override
        void appendValue(JsonText out, int row) {
            out.ascii("\"P");
            out.number(data.getInt(row * 4L));
            out.ascii("M\"");
        }
    }

    /** Interval of days and milliseconds, as {@code P1DT2.003S}. */
    static final class DayTimes extends JsonScalars.Fixed {
        @Override
        void appendValue(JsonText out, int row) {
            out.ascii("\"P");
            out.number(data.getInt(row * 8L));
            out.ascii("DT");
            IsoText.seconds(out, data.getInt(row * 8L + 4), MILLIS, 3);
            out.ascii('"');
        }
    }

    /** Interval of months, days and nanoseconds, as {@code P1M2DT3.000000004S}. */
    static final class MonthDayNanos extends JsonScalars.Fixed {
        @Override
        void appendValue(JsonText out, int row) {
            long address = row * 16L;
            out.ascii("\"P");
            out.number(data.getInt(address));
            out.ascii('M');
            out.number(data.getInt(address + 4));
            out.ascii("DT");
            IsoText.seconds(out, data.getLong(address + 8), NANOS, 9);
            out.ascii('"');
        }
    }
}
