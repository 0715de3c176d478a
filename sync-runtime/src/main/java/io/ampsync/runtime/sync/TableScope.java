package io.ampsync.runtime.sync;

import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.ResilienceSettings;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.stream.RuleSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What all tables of a sync share.
 *
 * @param permits how many batches are encoded and sent at the same time
 * @param silence quiet time after which the source is asked for its head
 * @param nanos a monotonic clock
 * @param endpoints hear of the servers by an {@link EndpointWatch} among the listeners
 */
public record TableScope(
        AmpSource source,
        Era era,
        TargetDatabase database,
        WriterSeat seat,
        SyncListener listener,
        Buffers buffers,
        RuleSettings rules,
        Semaphore permits,
        Duration silence,
        CommitProbe probe,
        StopSignal stop,
        InstantSource clock,
        LongSupplier nanos,
        RandomGenerator random,
        ResilienceSettings resilience,
        Endpoints endpoints) {
    /** The same for tables of which somebody else hears too. */
    TableScope heardBy(SyncListener also) {
        return new TableScope(
                source,
                era,
                database,
                seat,
                SyncListener.all(List.of(listener, also)),
                buffers,
                rules,
                permits,
                silence,
                probe,
                stop,
                clock,
                nanos,
                random,
                resilience,
                endpoints);
    }
}
