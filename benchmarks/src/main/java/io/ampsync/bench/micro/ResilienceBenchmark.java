package io.ampsync.bench.micro;

import io.ampsync.runtime.config.BreakerSettings;
import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.resilience.RateLimiter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a table asks and tells the breakers, which all tables share, and its own rate limiter for one microbatch while
 * all is well: two messages, and a commit, which it has at most.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResilienceBenchmark {
    /** Shared by all workers. */
    @State(Scope.Benchmark)
    public static class Servers {
        private final Endpoints endpoints = new Endpoints(BreakerSettings.DEFAULT, System::nanoTime, _ -> {});
    }

    /** Each worker's own. */
    @State(Scope.Thread)
    public static class Worker {
        private final RateLimiter limiter = new RateLimiter(PressureSettings.DEFAULT);
    }

    @Benchmark
    public long microbatch(Servers servers, Worker worker) {
        servers.endpoints.source().succeeded();
        servers.endpoints.source().succeeded();
        servers.endpoints.database().succeeded();
        worker.limiter.succeeded();
        return worker.limiter.delay().toMillis();
    }
}
