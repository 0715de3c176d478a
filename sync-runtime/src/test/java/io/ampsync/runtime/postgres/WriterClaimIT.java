package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class WriterClaimIT {
    private static final String SYNC = "default/eth";
    private final Target target;

    WriterClaimIT(PostgresServer server) throws SQLException {
        this.target = Target.on(server);
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
    }

    private Claim held(ClaimOutcome outcome) {
        assertThat(outcome).isInstanceOf(ClaimOutcome.Held.class);
        return ((ClaimOutcome.Held) outcome).claim();
    }

    @Test
    void everyClaimRaisesTheEpochAndNamesANewHolder() {
        WriterClaim writer = target.writer(SYNC, "uid-1");

        Claim first = held(writer.claim(0));
        Claim second = held(writer.claim(0));

        assertThat(first.epoch()).isEqualTo(1);
        assertThat(second.epoch()).isEqualTo(2);
        assertThat(second.holder()).hasSize(32).isNotEqualTo(first.holder());
        assertThat(writer.refresh(first)).isEqualTo(new Standing.Fenced(2));
        assertThat(writer.refresh(second)).isEqualTo(new Standing.Ours());
    }

    @Test
    void syncsDoNotMeet() {
        assertThat(held(target.writer(SYNC, "uid-1").claim(0)).epoch()).isEqualTo(1);
        assertThat(held(target.writer("default/other", "uid-2").claim(0)).epoch())
                .isEqualTo(1);
    }

    @Test
    void anotherInstanceWaitsWhileTheHolderIsSeen() {
        held(target.writer(SYNC, "uid-1").claim(0));

        assertThat(target.writer(SYNC, "uid-2").claim(0))
                .isInstanceOfSatisfying(ClaimOutcome.Waiting.class, waiting -> {
                    assertThat(waiting.instanceUid()).isEqualTo("uid-1");
                    assertThat(waiting.seenAgo()).isLessThan(WriterClaim.SEEN);
                });
    }

    @Test
    void anotherInstanceTakesOverAfterACleanStop() {
        WriterClaim writer = target.writer(SYNC, "uid-1");
        writer.release(held(writer.claim(0)));

        assertThat(held(target.writer(SYNC, "uid-2").claim(0)).epoch()).isEqualTo(2);
    }

    @Test
    void anotherInstanceTakesOverFromOneThatWasNotSeenForAMinute() throws SQLException {
        held(target.writer(SYNC, "uid-1").claim(0));
        target.execute("UPDATE {schema}._ampsync_writers SET seen_at = seen_at - interval '61 s'");

        assertThat(held(target.writer(SYNC, "uid-2").claim(0)).epoch()).isEqualTo(2);
    }

    @Test
    void aRefreshIsSeen() throws SQLException {
        WriterClaim writer = target.writer(SYNC, "uid-1");
        Claim claim = held(writer.claim(0));
        target.execute("UPDATE {schema}._ampsync_writers SET seen_at = seen_at - interval '61 s'");

        writer.refresh(claim);

        assertThat(target.writer(SYNC, "uid-2").claim(0)).isInstanceOf(ClaimOutcome.Waiting.class);
    }

    @Test
    void waitingForFiveMinutesIsNoLongerARollout() {
        held(target.writer(SYNC, "uid-1").claim(0));
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        WriterClaim second = new WriterClaim(target.database, SYNC, "uid-2", new SecureRandom(), now::get);

        assertThat(second.claim(0)).isInstanceOf(ClaimOutcome.Waiting.class);
        now.set(Instant.EPOCH.plus(WriterClaim.PATIENCE));

        assertThat(second.claim(0)).isEqualTo(new ClaimOutcome.ClaimedByOther("uid-1", Duration.ofMinutes(5)));
    }

    @Test
    void aDatabaseThatWentBackIsClaimedAboveWhatWeKnow() throws SQLException {
        WriterClaim writer = target.writer(SYNC, "uid-1");
        held(writer.claim(0));
        held(writer.claim(0));
        Claim third = held(writer.claim(0));

        target.execute("UPDATE {schema}._ampsync_writers SET epoch = 1, holder = 'of old'");
        assertThat(writer.refresh(third)).isInstanceOf(Standing.WentBack.class);
        assertThat(held(writer.claim(third.epoch())).epoch()).isEqualTo(4);

        target.execute("DELETE FROM {schema}._ampsync_writers");
        assertThat(writer.refresh(third)).isInstanceOf(Standing.WentBack.class);
        assertThat(held(writer.claim(third.epoch())).epoch()).isEqualTo(4);
    }

    @Test
    void aClaimIsDurableEvenIfCommitsAreNot() throws SQLException {
        target.execute("ALTER DATABASE postgres SET synchronous_commit = off");
        try (TargetDatabase lax = target.through(target.fixture.port())) {
            target.execute("""
                    CREATE FUNCTION {schema}.note() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN NEW.instance_uid := current_setting('synchronous_commit'); RETURN NEW; END $$""");
            target.execute("""
                    CREATE TRIGGER note BEFORE INSERT ON {schema}._ampsync_writers
                    FOR EACH ROW EXECUTE FUNCTION {schema}.note()""");
            new WriterClaim(lax, SYNC, "uid-1", new SecureRandom(), () -> Instant.EPOCH).claim(0);
        } finally {
            target.execute("ALTER DATABASE postgres RESET synchronous_commit");
        }

        assertThat(target.column("SELECT instance_uid FROM {schema}._ampsync_writers"))
                .containsExactly("on");
    }

    @Test
    void connectionsSayWhoTheyAre() throws SQLException {
        held(target.writer(SYNC, "uid-1").claim(0));

        assertThat(target.column(
                        "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'amp%'"))
                .containsExactly("ampsync/default/test");
    }
}
