package io.ampsync.runtime.report;

import io.ampsync.api.ResilienceReport;
import io.ampsync.api.ResilienceReport.BreakerReport;
import io.ampsync.api.ResilienceReport.PaceReport;
import io.ampsync.runtime.resilience.BreakerState;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.Pause;
import io.ampsync.runtime.sync.SyncListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Circuit breakers, retries and delays as they are now: for the report and, as gauges and counters, for Prometheus. */
public final class ResilienceBoard implements SyncListener {
    private final MeterRegistry registry;
    private final Tags common;
    private final InstantSource clock;
    private final Map<String, Breaker> breakers = new ConcurrentSkipListMap<>();
    private final Map<String, Pace> paces = new ConcurrentSkipListMap<>();
    private final Map<String, Boolean> gauged = new ConcurrentHashMap<>();

    /** @param common on every meter, for processes with several syncs */
    public ResilienceBoard(MeterRegistry registry, Tags common, InstantSource clock) {
        this.registry = registry;
        this.common = common;
        this.clock = clock;
        Endpoints.NAMES.forEach(name -> show(new BreakerState(name, BreakerState.Phase.CLOSED, 0, Duration.ZERO)));
    }

    private record Breaker(BreakerState state, Instant since) {}

    /** How a table is held up. */
    private record Pace(int attempt, @Nullable Integer limit, Duration backoff, Duration delay) {
        static final Pace FREE = new Pace(0, null, Duration.ZERO, Duration.ZERO);

        boolean isFree() {
            return attempt == 0 && backoff.isZero() && delay.isZero();
        }
    }

    private void show(BreakerState state) {
        breakers.put(state.endpoint(), new Breaker(state, clock.instant()));
        for (BreakerState.Phase phase : BreakerState.Phase.values()) {
            Gauge.builder("ampsync.circuit.breaker.state", breakers, now -> isIn(now.get(state.endpoint()), phase))
                    .description("1 for the state that the circuit breaker of a server is in")
                    .tags(common.and("endpoint", state.endpoint(), "state", phase.label()))
                    .register(registry);
        }
    }

    private static double isIn(@Nullable Breaker breaker, BreakerState.Phase phase) {
        return breaker != null && breaker.state().phase() == phase ? 1 : 0;
    }

    @Override
    public void breakerChanged(BreakerState breaker) {
        breakers.put(breaker.endpoint(), new Breaker(breaker, clock.instant()));
        if (breaker.phase() == BreakerState.Phase.OPEN) {
            count(
                    "ampsync.circuit.breaker.opened",
                    "Servers left alone after failures",
                    "endpoint",
                    breaker.endpoint());
        }
    }

    @Override
    public void rejected(String table) {
        count("ampsync.circuit.breaker.rejections", "Connections put off by an open circuit", "table", table);
    }

    @Override
    public void reconnecting(String table, Pause pause) {
        Integer limit = pause.limit().isPresent() ? pause.limit().getAsInt() : null;
        change(table, now -> new Pace(pause.attempt(), limit, pause.delay(), now.delay()));
    }

    @Override
    public void paced(String table, Duration delay) {
        change(table, now -> new Pace(now.attempt(), now.limit(), now.backoff(), delay));
        if (gauged.putIfAbsent(table, true) == null) {
            Gauge.builder("ampsync.rate.limit.delay.seconds", paces, now -> {
                        Pace pace = now.get(table);
                        return pace == null ? 0 : pace.delay().toMillis() / 1000.0;
                    })
                    .description("Delay between two requests, for a server that has too much to do")
                    .tags(common.and("table", table))
                    .register(registry);
        }
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        if (paces.containsKey(table)) {
            change(table, now -> new Pace(0, null, Duration.ZERO, now.delay()));
        }
    }

    private void change(String table, UnaryOperator<Pace> change) {
        paces.compute(table, (_, now) -> {
            Pace next = change.apply(now == null ? Pace.FREE : now);
            return next.isFree() ? null : next;
        });
    }

    private void count(String name, String description, String tag, String value) {
        Counter.builder(name)
                .description(description)
                .tags(common.and(tag, value))
                .register(registry)
                .increment();
    }

    public ResilienceReport report() {
        return new ResilienceReport(
                breakers.values().stream()
                        .map(breaker -> new BreakerReport(
                                breaker.state().endpoint(),
                                breaker.state().phase().label(),
                                breaker.state().failures(),
                                breaker.since()))
                        .toList(),
                paces.entrySet().stream()
                        .map(table -> new PaceReport(
                                table.getKey(),
                                table.getValue().attempt(),
                                table.getValue().limit(),
                                table.getValue().backoff().toMillis(),
                                table.getValue().delay().toMillis()))
                        .toList());
    }
}
