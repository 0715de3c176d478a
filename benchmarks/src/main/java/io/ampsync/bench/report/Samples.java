package io.ampsync.bench.report;

import java.util.List;

/** What many measurements of the same come to. */
public final class Samples {
    private Samples() {}

    public static double median(List<Double> values) {
        return quantile(values, 0.5);
    }

    /** By linear interpolation between neighbours. */
    public static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double at = share * (sorted.size() - 1);
        int below = (int) Math.floor(at);
        int above = (int) Math.ceil(at);
        return sorted.get(below) + (at - below) * (sorted.get(above) - sorted.get(below));
    }

    /** {@code median (least–most)}. */
    public static String text(List<Double> values) {
        return Figure.number(median(values)) + " (" + Figure.number(quantile(values, 0)) + "–"
                + Figure.number(quantile(values, 1)) + ")";
    }
}
