package io.ampsync.runtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.Definition.Column;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints rows with the columns of the definition, as {@code kubectl get} does. */
final class StatusTable {
    private static final Pattern FILTERED =
            Pattern.compile("(?<list>.*)\\[\\?\\(@\\.(?<key>\\w+)==\"(?<value>[^\"]*)\"\\)\\](?<rest>.*)");
    private static final String GAP = "   ";
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private final List<Column> columns;

    /** @param wide also the columns of {@code -o wide} */
    StatusTable(Definition definition, boolean wide) {
        columns = definition.columns().stream()
                .filter(column -> wide || column.priority() == 0)
                .toList();
    }

    /** A header and one line per row, without blanks at their ends. */
    List<String> lines(List<StatusRow> rows, Instant now) {
        List<List<String>> cells = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("NAME"));
        columns.forEach(column -> header.add(column.name().toUpperCase(Locale.ROOT)));
        cells.add(header);
        boolean namespaces = rows.stream().map(StatusRow::namespace).distinct().count() > 1;
        for (StatusRow row : rows) {
            List<String> line = new ArrayList<>(List.of(namespaces ? row.namespace() + "/" + row.name() : row.name()));
            JsonNode resource = resource(row);
            columns.forEach(column -> line.add(cell(resource, column, now)));
            cells.add(line);
        }
        return aligned(cells);
    }

    private static JsonNode resource(StatusRow row) {
        return MAPPER.valueToTree(Map.of(
                "status",
                row.status(),
                "metadata",
                row.since() == null ? Map.of() : Map.of("creationTimestamp", row.since())));
    }

    private static String cell(JsonNode resource, Column column, Instant now) {
        String text = at(resource, column.jsonPath()).asText("");
        return column.type().equals("date") && !text.isEmpty() ? age(Duration.between(Instant.parse(text), now)) : text;
    }

    private static JsonNode at(JsonNode value, String path) {
        Matcher filtered = FILTERED.matcher(path);
        if (filtered.matches()) {
            for (JsonNode item : at(value, filtered.group("list"))) {
                if (item.path(filtered.group("key")).asText().equals(filtered.group("value"))) {
                    return at(item, filtered.group("rest"));
                }
            }
            return MAPPER.missingNode();
        }
        return value.at(path.replace('.', '/'));
    }

    private static List<String> aligned(List<List<String>> cells) {
        List<String> lines = new ArrayList<>();
        for (List<String> line : cells) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.size(); i++) {
                int column = i;
                int width = cells.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                text.append(line.get(i))
                        .repeat(' ', width - line.get(i).length())
                        .append(GAP);
            }
            lines.add(text.toString().stripTrailing());
        }
        return lines;
    }

    /** As kubectl rounds: {@code 45s}, {@code 3m41s}, {@code 25m}, {@code 2h5m}, {@code 12d}. */
    static String age(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (minutes < 2) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return minutes + "m" + (seconds % 60 == 0 ? "" : seconds % 60 + "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return hours + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        return days < 8 ? days + "d" + (hours % 24 == 0 ? "" : hours % 24 + "h") : days + "d";
    }
}
