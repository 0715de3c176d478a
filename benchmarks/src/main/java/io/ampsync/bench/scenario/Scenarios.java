package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure.Goal;
import io.ampsync.bench.server.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Every scenario, in the order of the performance page. */
public final class Scenarios {
    private static final Goal AS_PSQL = Goal.atLeast(1.00, "");
    private static final Goal NEARLY = Goal.atLeast(0.95, "");
    private static final long SIXTY_FOUR_K = 65_600;
    private static final Set<String> QUICK = Set.of("e2e", "e2e-64k", "encoder", "head", "start");

    private Scenarios() {}

    public static List<Scenario> all() {
        return List.of(
                new EndToEnd("e2e", Shape.LOGS, Long.MAX_VALUE, AS_PSQL),
                new EndToEnd("e2e-64k", Shape.LOGS, SIXTY_FOUR_K, NEARLY),
                new EndToEnd("e2e-blocks", Shape.BLOCKS, Long.MAX_VALUE, NEARLY),
                new EndToEnd("e2e-transactions", Shape.TRANSACTIONS, Long.MAX_VALUE, NEARLY),
                new EndToEnd("e2e-narrow", Shape.NARROW, Long.MAX_VALUE, NEARLY),
                new EndToEnd("e2e-wide", Shape.WIDE, Long.MAX_VALUE, NEARLY),
                new SourceBatches(),
                new Encoder(),
                new Growth(),
                new HeadLatency(),
                new DeepReorg(),
                new Resilience(),
                new FirstRow(),
                new PeakMemory(),
                new HugeMicrobatch());
    }

    /** Those that take seconds. */
    public static List<Scenario> quick() {
        return all().stream()
                .filter(scenario -> QUICK.contains(scenario.name()))
                .toList();
    }

    public static Set<String> names() {
        return all().stream().map(Scenario::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
