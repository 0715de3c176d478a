package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.torture.wire.BlackHole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever it is in the middle of, the process ends with 0 in less than 5 s when it is asked to. */
class StopIT {
    private static final Duration SOON = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void onASilentStream(String signal) throws Exception {
        try (Surroundings around = new Surroundings();
                Child child = Child.start(around.settings())) {
            child.awaitOutput("state=Streaming").signal(signal);

            assertThat(child.exit(SOON)).isZero();
            assertThat(child.output()).contains("shutdown_signal_received").contains("shutdown_complete");
            assertThat(around.query("SELECT released_at IS NOT NULL FROM {schema}._ampsync_writers"))
                    .as("the next instance need not wait")
                    .isEqualTo("t");
        }
    }

    @Test
    void beforeItHasBegun() throws Exception {
        // A slow machine, on which the settings are read long before the sync begins.
        List<String> flags = Child.flagsAnd("-Xint", "-Xlog:class+load=info");
        try (Surroundings around = new Surroundings();
                Child child = Child.start(flags, around.settings())) {
            child.awaitOutput("io.ampsync.runtime.cli.EnvironmentSync ").signal("TERM");

            assertThat(child.exit(Duration.ofSeconds(30))).isZero();
            assertThat(child.output()).contains("shutdown_complete").doesNotContain("table_state_changed");
        }
    }

    @Test
    void whileBackfilling() throws Exception {
        try (Surroundings around = new Surroundings()) {
            around.amp.chain().advance(400_000);
            try (Child child = Child.start(around.settings())) {
                child.awaitOutput("watermark_saved").signal("TERM");

                assertThat(child.exit(SOON)).isZero();
                assertThat(Long.parseLong(
                                around.query("SELECT max(watermark_block_num) FROM {schema}._ampsync_checkpoints")))
                        .isLessThan(400_000);
            }
        }
    }

    @Test
    void withADatabaseThatHangs() throws Exception {
        try (Surroundings around = new Surroundings();
                BlackHole proxy = BlackHole.inFrontOf(PostgresFixture.shared().port());
                Child child = Child.start(around.settings(proxy.port()))) {
            child.awaitOutput("state=Streaming");
            proxy.opens();
            around.amp.chain().advance(10);
            child.signal("TERM");

            assertThat(child.exit(SOON)).isZero();
        }
    }

    @Test
    void withADatabaseThatNeverAnswered() throws Exception {
        try (Surroundings around = new Surroundings();
                BlackHole database = BlackHole.now();
                Child child = Child.start(around.settings(database.port()))) {
            child.awaitOutput("starting_dataset_sync").signal("INT");

            assertThat(child.exit(SOON)).isZero();
        }
    }

    @Test
    void withoutASource() throws Exception {
        try (Surroundings around = new Surroundings();
                Child child = Child.start(around.settingsWithoutSource())) {
            child.awaitOutput("retrying_stream_creation").signal("TERM");

            assertThat(child.exit(SOON)).isZero();
        }
    }

    @Test
    void withASourceThatHangs() throws Exception {
        try (Surroundings around = new Surroundings();
                BlackHole source = BlackHole.now()) {
            Map<String, String> settings = around.settings();
            settings.put("AMP_FLIGHT_ADDR", "http://127.0.0.1:" + source.port());
            try (Child child = Child.start(settings)) {
                child.awaitOutput("writer_claimed").signal("TERM");

                assertThat(child.exit(SOON)).isZero();
            }
        }
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        try (Surroundings around = new Surroundings();
                BlackHole proxy = BlackHole.inFrontOf(PostgresFixture.shared().port());
                Child child = Child.start(around.settings(proxy.port()))) {
            child.awaitOutput("state=Streaming");
            proxy.opens();
            around.amp.chain().advance(10);
            child.signal("TERM").awaitOutput("shutdown_signal_received").signal("TERM");

            assertThat(child.exit(Duration.ofSeconds(2))).isEqualTo(ExitCode.DEFECT.code());
        }
    }
}
