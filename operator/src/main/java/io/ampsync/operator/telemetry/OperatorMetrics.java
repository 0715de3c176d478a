package io.ampsync.operator.telemetry;

import io.ampsync.operator.observe.PollTimes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The loop in numbers, under the names that later versions of the SDK give them; none is kept per resource. */
public final class OperatorMetrics implements Metrics, PollTimes {
    private final MeterRegistry registry;
    private final AtomicInteger active;
    private final Timer duration;

    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.active = registry.gauge("reconciliations.active", new AtomicInteger());
        this.duration = Timer.builder("reconciliations.execution.duration")
                .publishPercentileHistogram()
                .register(registry);
    }

    @Override
    public void receivedEvent(Event event, Map<String, Object> metadata) {
        registry.counter("events.received").increment();
    }

    @Override
    public void reconcileCustomResource(HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
        registry.counter("reconciliations.started").increment();
        if (retry != null) {
            registry.counter("reconciliations.retries").increment();
        }
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        registry.counter("reconciliations.failure").increment();
    }

    @Override
    public void finishedReconciliation(HasMetadata resource, Map<String, Object> metadata) {
        registry.counter("reconciliations.success").increment();
    }

    @Override
    public void reconciliationExecutionStarted(HasMetadata resource, Map<String, Object> metadata) {
        active.incrementAndGet();
    }

    @Override
    public void reconciliationExecutionFinished(HasMetadata resource, Map<String, Object> metadata) {
        active.decrementAndGet();
    }

    @Override
    public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
        registry.counter("resources.deleted").increment();
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long started = System.nanoTime();
        try {
            return execution.execute();
        } finally {
            duration.record(Duration.ofNanos(System.nanoTime() - started));
        }
    }

    @Override
    public <T extends Map<?, ?>> T monitorSizeOf(T map, String name) {
        return registry.gaugeMapSize("reconciliations.tracked", List.of(), map);
    }

    @Override
    public void polled(Duration time, boolean answered) {
        registry.timer("ampsync.status.poll", "answered", String.valueOf(answered))
                .record(time);
    }
}
