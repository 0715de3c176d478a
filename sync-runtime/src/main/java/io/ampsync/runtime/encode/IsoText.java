package io.ampsync.runtime.encode;

/** ISO 8601 dates and times, with as many decimal places as the unit has. */
final class IsoText {
    private static final long DAY_SECONDS = 86_400;

    private IsoText() {}

    /** Seconds, milliseconds, microseconds or nanoseconds, as a power of ten. */
    static int places(long perSecond) {
        int places = 0;
        for (long rest = perSecond; rest > 1; rest /= 10) {
            places++;
        }
        return places;
    }

    /** {@code 2020-02-29}; years beyond four digits carry a sign. */
    static void date(JsonText out, long unixDay) {
        // Howard Hinnant's civil_from_days: years that begin in March, in eras of 400.
        long day = unixDay + 719_468;
        long era = Math.floorDiv(day, 146_097L);
        long dayOfEra = day - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long month = (5 * dayOfYear + 2) / 153;
        long civilMonth = month < 10 ? month + 3 : month - 9;
        year(out, yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0));
        out.ascii('-');
        out.padded(civilMonth, 2);
        out.ascii('-');
        out.padded(dayOfYear - (153 * month + 2) / 5 + 1, 2);
    }

    private static void year(JsonText out, long year) {
        long magnitude = Math.abs(year);
        if (year < 0) {
            out.ascii('-');
        } else if (year > 9999) {
            out.ascii('+');
        }
        if (magnitude > 9999) {
            out.unsigned(magnitude);
        } else {
            out.padded(magnitude, 4);
        }
    }

    /** {@code 23:59:59.999}. */
    static void time(JsonText out, long value, long perSecond, int places) {
        long seconds = value / perSecond;
        out.padded(seconds / 3600, 2);
        out.ascii(':');
        out.padded(seconds / 60 % 60, 2);
        out.ascii(':');
        out.padded(seconds % 60, 2);
        fraction(out, value % perSecond, places);
    }

    /** {@code 2020-02-29T23:59:59.999Z}, the {@code Z} only if zoned. */
    static void timestamp(JsonText out, long value, long perSecond, int places, boolean zoned) {
        long seconds = Math.floorDiv(value, perSecond);
        date(out, Math.floorDiv(seconds, DAY_SECONDS));
        out.ascii('T');
        long inDay = Math.floorMod(seconds, DAY_SECONDS) * perSecond + Math.floorMod(value, perSecond);
        time(out, inDay, perSecond, places);
        out.ascii(zoned ? "Z" : "");
    }

    /** {@code -1.500S}: the seconds of a duration. */
    static void seconds(JsonText out, long value, long perSecond, int places) {
        if (value < 0) {
            out.ascii('-');
        }
        long magnitude = Math.abs(value);
        out.unsigned(Long.divideUnsigned(magnitude, perSecond));
        fraction(out, Long.remainderUnsigned(magnitude, perSecond), places);
        out.ascii('S');
    }

    private static void fraction(JsonText out, long fraction, int places) {
        if (places > 0) {
            out.ascii('.');
            out.padded(fraction, places);
        }
    }
}
