package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.BreakerSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.resilience.CircuitBreaker;
import io.ampsync.runtime.resilience.Endpoints;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClaimRefreshIT {
    @Test
    void whatNobodyExpectedDoesNotEndIt() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        SyncListener listener = new SyncListener() {
            @Override
            public void databaseAnswered(@Nullable SyncException trouble) {
                heard.add(String.valueOf(trouble));
                if (heard.size() == 1) {
                    throw new IllegalStateException("planted");
                }
                if (heard.size() == 2) {
                    throw new StackOverflowError("planted");
                }
            }
        };
        StopSignal stop = new StopSignal();
        try (TargetDatabase database =
                TargetDatabase.of(PostgresFixture.shared().settings(), "default/refresh", Limits.DEFAULT)) {
            InternalTables.create(database);
            WriterSeat seat = new WriterSeat(
                    new WriterClaim(database, "default/r", "default/r", new SecureRandom(), InstantSource.system()),
                    SyncListener.SILENT);
            assertThat(seat.claim().epoch()).isPositive();
            ClaimRefresh refresh = new ClaimRefresh(
                    seat,
                    listener,
                    stop,
                    failure -> heard.add("fenced"),
                    Endpoints.unguarded().database());
            Thread thread = Thread.ofVirtual().start(() -> refresh.run(Duration.ofMillis(5)));

            Playground.await().untilAsserted(() -> assertThat(heard).hasSizeGreaterThan(3));
            stop.stop();
            thread.join();
            assertThat(heard).containsOnly("null");
        }
    }

    /** The first contact failed, so nobody holds a claim, and every table waits for the breaker. */
    @Test
    void aDatabaseThatNobodyHasAClaimInIsAskedToo() throws Exception {
        AtomicInteger answers = new AtomicInteger();
        SyncListener listener = new SyncListener() {
            @Override
            public void databaseAnswered(@Nullable SyncException trouble) {
                answers.addAndGet(trouble == null ? 1 : 0);
            }
        };
        StopSignal stop = new StopSignal();
        try (TargetDatabase database =
                TargetDatabase.of(PostgresFixture.shared().settings(), "default/refresh", Limits.DEFAULT)) {
            WriterSeat seat = new WriterSeat(
                    new WriterClaim(database, "default/r", "default/r", new SecureRandom(), InstantSource.system()),
                    SyncListener.SILENT);
            CircuitBreaker breaker = new Endpoints(BreakerSettings.DEFAULT, System::nanoTime, _ -> {}).database();
            ClaimRefresh refresh = new ClaimRefresh(seat, listener, stop, failure -> {}, breaker);
            Thread thread = Thread.ofVirtual().start(() -> refresh.run(Duration.ofMillis(5)));

            Playground.await().during(Duration.ofMillis(50)).until(() -> answers.get() == 0);
            breaker.failed();
            Playground.await().until(() -> answers.get() > 1);
            stop.stop();
            thread.join();
        }
    }
}
