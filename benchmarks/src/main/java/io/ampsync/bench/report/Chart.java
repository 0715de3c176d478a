package io.ampsync.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Every figure as a bar against its goal: as long as the goal line or longer is reached. */
public final class Chart {
    private static final int WIDTH = 1000;
    private static final int ROW = 30;
    private static final int TOP = 70;
    private static final int LABELS = 400;
    private static final int GOAL = 330;
    private static final double LONGEST = 1.3;

    private final StringBuilder svg = new StringBuilder();

    private Chart() {}

    /** Writes an SVG. */
    public static void write(Run run, Path file) throws IOException {
        Files.writeString(file, new Chart().draw(run));
    }

    private String draw(Run run) {
        List<Figure> figures = run.figures();
        List<String> about = aboutLines(run.about());
        int bottom = TOP + figures.size() * ROW;
        int height = bottom + 30 + about.size() * 16;
        add(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="DejaVu Sans, Helvetica, sans-serif">
                <rect width="100%%" height="100%%" fill="white"/>
                <text x="20" y="30" font-size="18" fill="#1b1f24">ampsync: measured against what it must reach</text>
                <text x="20" y="50" font-size="12" fill="#57606a">a bar that reaches the line is at its goal; medians, one run</text>
                """, WIDTH, height));
        for (int i = 0; i < figures.size(); i++) {
            bar(figures.get(i), TOP + i * ROW);
        }
        add(String.format(Locale.ROOT, """
                <line x1="%1$d" y1="%2$d" x2="%1$d" y2="%3$d" stroke="#1b1f24" stroke-width="1.5" stroke-dasharray="4 3"/>
                """, LABELS + GOAL, TOP - 8, bottom));
        for (int i = 0; i < about.size(); i++) {
            text(20, bottom + 30 + i * 16, 11, "#57606a", about.get(i));
        }
        add("</svg>\n");
        return svg.toString();
    }

    private void bar(Figure figure, int y) {
        double share = figure.goal().atLeast()
                ? figure.value() / figure.goal().bound()
                : figure.goal().bound() / Math.max(figure.value(), 1e-9);
        long length = Math.round(Math.min(LONGEST, share) * GOAL);
        text(20, y + 15, 12, "#1b1f24", figure.what());
        add(String.format(Locale.ROOT, """
                <rect x="%d" y="%d" width="%d" height="18" rx="2" fill="%s"/>
                """, LABELS, y + 2, length, figure.reached() ? "#1a7f37" : "#bf8700"));
        text(
                LABELS + (int) (LONGEST * GOAL) + 12,
                y + 15,
                12,
                "#1b1f24",
                Figure.number(figure.value()) + " " + figure.goal().unit() + "  (" + figure.goal() + ")");
    }

    private static List<String> aboutLines(Map<String, String> about) {
        List<String> lines = new ArrayList<>();
        about.forEach((name, value) -> lines.add(name + ": " + value));
        return lines;
    }

    private void text(int x, int y, int size, String colour, String words) {
        add(String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" font-size="%d" fill="%s">%s</text>
                """,
                x,
                y,
                size,
                colour,
                words.replace("&", "&amp;").replace("<", "&lt;")));
    }

    private void add(String text) {
        svg.append(text);
    }
}
