package io.ampsync.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One measured figure.
 *
 * @param name repeats it: {@code make bench ONLY=name}
 * @param what in words
 * @param goal what it must reach
 * @param value median, in the goal's unit
 * @param series the single measurements by name, in order
 */
public record Figure(String name, String what, Goal goal, double value, Map<String, List<Double>> series) {
    public Figure {
        series = Map.copyOf(series);
    }

    /** A bound, from below if more is better. */
    public record Goal(double bound, boolean atLeast, String unit) {
        public static Goal atLeast(double bound, String unit) {
            return new Goal(bound, true, unit);
        }

        public static Goal atMost(double bound, String unit) {
            return new Goal(bound, false, unit);
        }

        public boolean reachedBy(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? "≥ " : "≤ ") + number(bound) + (unit.isEmpty() ? "" : " " + unit);
        }
    }

    public boolean reached() {
        return goal.reachedBy(value);
    }

    /** Three digits that matter. */
    public static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 || value == Math.rint(value) ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
