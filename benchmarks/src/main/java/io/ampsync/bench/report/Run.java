package io.ampsync.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * All figures of one run.
 *
 * @param about machine, versions, seed and effort
 */
public record Run(Map<String, String> about, List<Figure> figures) {
    public Run {
        figures = List.copyOf(figures);
    }

    /** The table that a person reads. */
    public void print(PrintWriter out) {
        about.forEach((name, value) -> out.println(name + ": " + value));
        out.println();
        for (Figure figure : figures) {
            print(figure, out);
        }
        long missed = figures.stream().filter(figure -> !figure.reached()).count();
        out.println();
        out.println(figures.size() - missed + " reached, " + missed + " missed");
        out.flush();
    }

    /** One line, and the measurements behind it. */
    private static void print(Figure figure, PrintWriter out) {
        out.println(String.format(
                Locale.ROOT,
                "%-22s %10s  (must be %s) %s",
                figure.name(),
                Figure.number(figure.value()),
                figure.goal(),
                figure.reached() ? "reached" : "MISSED"));
        new TreeMap<>(figure.series())
                .forEach((name, values) ->
                        out.println(String.format(Locale.ROOT, "    %-38s %s", name, Samples.text(values))));
    }

    /** Machine-readable, with every single measurement. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("about", about);
        document.put("figures", figures);
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), document);
    }
}
