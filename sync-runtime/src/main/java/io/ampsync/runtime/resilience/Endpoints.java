package io.ampsync.runtime.resilience;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.BreakerSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The two servers that every table of a sync talks to, each behind its breaker. */
public final class Endpoints {
    /** What they are called. */
    public static final List<String> NAMES = List.of("source", "database");

    private final CircuitBreaker source;
    private final CircuitBreaker database;

    /** @param heard told of every change of phase */
    public Endpoints(BreakerSettings settings, LongSupplier nanos, Consumer<BreakerState> heard) {
        source = new CircuitBreaker(NAMES.getFirst(), settings, nanos, heard);
        database = new CircuitBreaker(NAMES.getLast(), settings, nanos, heard);
    }

    /** Never open. */
    public static Endpoints unguarded() {
        return new Endpoints(BreakerSettings.OFF, () -> 0, _ -> {});
    }

    public CircuitBreaker source() {
        return source;
    }

    public CircuitBreaker database() {
        return database;
    }

    /** The right to ask both, as a connection does; empty if one of them has to be left alone. */
    public Optional<CircuitBreaker.Permit> tryAcquire() {
        return source.tryAcquire().flatMap(first -> {
            Optional<CircuitBreaker.Permit> second = database.tryAcquire();
            if (second.isEmpty()) {
                first.close();
            }
            return second.map(permit -> () -> {
                permit.close();
                first.close();
            });
        });
    }

    /** True while one of them is left alone. */
    public boolean isOpen() {
        return source.isOpen() || database.isOpen();
    }

    /** Counts a failure against the server that it says something about: one that is away, not one that refuses. */
    public void failed(Reason reason) {
        switch (reason) {
            case SOURCE_UNREACHABLE -> source.failed();
            case DATABASE_UNREACHABLE, DATABASE_READ_ONLY -> database.failed();
            default -> {}
        }
    }

    public List<BreakerState> states() {
        return List.of(source.state(), database.state());
    }
}
