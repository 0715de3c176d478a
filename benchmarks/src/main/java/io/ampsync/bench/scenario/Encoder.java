package io.ampsync.bench.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.bench.micro.ColumnBenchmark;
import io.ampsync.bench.micro.EncodeBenchmark;
import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Figure.Goal;
import io.ampsync.bench.stage.Microbenchmarks;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The encoder alone, by JMH: against a copy of as many bytes, its garbage, and number types against each other. */
public record Encoder() implements Scenario {
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    @Override
    public String name() {
        return "encoder";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException {
        Path results = Files.createTempFile("ampsync-bench", ".json");
        Microbenchmarks.run(
                results, effort.pairs(), "EncodeBenchmark|CopyBytesBenchmark.(memcpy|hash)$|ColumnBenchmark");
        JsonNode all = new ObjectMapper().readTree(results.toFile());
        Files.delete(results);
        double memcpy = score(all, "memcpy", "");
        double encode = score(all, "EncodeBenchmark.encode", "LOGS");
        double garbage = find(all, "EncodeBenchmark.encode", "LOGS")
                        .path("secondaryMetrics")
                        .path(ALLOCATED)
                        .path("score")
                        .asDouble()
                / EncodeBenchmark.ROWS;
        Map<String, List<Double>> columns = new TreeMap<>();
        for (ColumnBenchmark.Kind kind : ColumnBenchmark.Kind.values()) {
            columns.put(
                    "16 columns " + kind + " ns per row", List.of(score(all, "ColumnBenchmark", kind.name()) / 1e4));
        }
        double worst = Math.max(score(all, "ColumnBenchmark", "UINT64"), score(all, "ColumnBenchmark", "DECIMAL128"));
        Map<String, List<Double>> rows = new TreeMap<>();
        Arrays.stream(io.ampsync.bench.server.Shape.values())
                .forEach(shape -> rows.put(
                        shape + " ns per row",
                        List.of(score(all, "EncodeBenchmark.encode", shape.name()) / EncodeBenchmark.ROWS)));
        rows.put(
                "hash alone, logs ns per row",
                List.of(score(all, "CopyBytesBenchmark.hash", "") / EncodeBenchmark.ROWS));
        rows.put("memcpy, logs ns per row", List.of(memcpy / EncodeBenchmark.ROWS));
        return List.of(
                new Figure(
                        "encoder",
                        "encode + hash ÷ memcpy of as many bytes",
                        Goal.atLeast(0.12, ""),
                        memcpy / encode,
                        rows),
                new Figure(
                        "encoder-garbage",
                        "bytes allocated per encoded row",
                        Goal.atMost(0.01, "B"),
                        garbage,
                        Map.of()),
                new Figure(
                        "encoder-numbers",
                        "UInt64, Decimal128 ÷ Int64 columns, the worse one",
                        Goal.atMost(3, "x"),
                        worst / score(all, "ColumnBenchmark", "INT64"),
                        columns));
    }

    private static double score(JsonNode all, String benchmark, String parameter) {
        return find(all, benchmark, parameter)
                .path("primaryMetric")
                .path("score")
                .asDouble();
    }

    private static JsonNode find(JsonNode all, String benchmark, String parameter) {
        for (JsonNode result : all) {
            boolean named = result.path("benchmark").asText().contains(benchmark);
            if (named
                    && (parameter.isEmpty() || result.path("params").toString().contains("\"" + parameter + "\""))) {
                return result;
            }
        }
        throw new IllegalStateException("JMH did not measure " + benchmark + " " + parameter);
    }
}
