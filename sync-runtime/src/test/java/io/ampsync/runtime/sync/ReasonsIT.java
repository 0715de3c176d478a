package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.simulator.AmpSimulator;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** Reasons that no other test brings about, and how they pass. */
class ReasonsIT {
    @Test
    @Produces(Reason.SOURCE_BEHIND)
    void aSourceThatFellBehindIsWaitedFor() throws Exception {
        try (Playground at = Playground.create();
                RootAllocator allocator = new RootAllocator();
                AmpSimulator restored = AmpSimulator.builder()
                        .dataset(Playground.DATASET, "1.0.0")
                        .blocks(20)
                        .start()) {
            Loop before = at.start();
            at.awaitExact("blocks");
            before.stop();
            SourceSettings settings = new SourceSettings(
                    URI.create(restored.flightUrl()), Era.HEAD, null, null, 32 << 20, 8 << 20, Duration.ofSeconds(30));
            Loop loop = at.loop()
                    .silence(Duration.ofMillis(200))
                    .source(new FlightSource(settings, allocator))
                    .start();

            loop.awaitFailure(Reason.SOURCE_BEHIND);
            assertThat(at.checkpoint("blocks")).as("nothing is deleted").startsWith("49 ");
            restored.chain().advance(40);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("59 "));
            loop.close();
        }
    }

    @Test
    @Produces(Reason.DATABASE_FULL)
    void whatFindsNoRoomIsTriedAgainUntilThereIsSome() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");
            at.execute("CREATE FUNCTION {schema}.full_disk() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$");
            at.execute("CREATE TRIGGER full_disk BEFORE INSERT ON {schema}.blocks FOR EACH STATEMENT"
                    + " EXECUTE FUNCTION {schema}.full_disk()");
            at.amp.chain().advance(3);

            loop.awaitFailure(Reason.DATABASE_FULL);
            at.execute("DROP TRIGGER full_disk ON {schema}.blocks");
            at.awaitExact("blocks");
        }
    }

    @Test
    @Produces(Reason.DATABASE_UNAUTHENTICATED)
    void aUserThatMayNotLogInIsNamedAsSuch() throws Exception {
        try (Playground at = Playground.create()) {
            at.execute("CREATE ROLE barred_{schema} NOLOGIN");
            DatabaseSettings known = at.settings;
            DatabaseSettings barred = new DatabaseSettings(
                    known.jdbcUrl(),
                    "barred_" + known.schema(),
                    null,
                    known.schema(),
                    known.maxConnections(),
                    known.properties());
            try (TargetDatabase database = TargetDatabase.of(barred, "default/barred", Limits.DEFAULT)) {
                assertThatExceptionOfType(SyncException.class)
                        .isThrownBy(database::requireWritable)
                        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.DATABASE_UNAUTHENTICATED));
            }
            at.execute("DROP ROLE barred_{schema}");
        }
    }

    @Test
    @Produces(Reason.DEFECT)
    void whatMustNotHappenIsSaidAndTriedAgain() throws Exception {
        AtomicBoolean planted = new AtomicBoolean(true);
        CommitProbe once = _ -> {
            if (planted.getAndSet(false)) {
                throw new IllegalStateException("planted");
            }
        };
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().probe(once).start();
            at.awaitExact("blocks");
            assertThat(loop.reasons()).containsExactly(Reason.DEFECT);
        }
    }
}
