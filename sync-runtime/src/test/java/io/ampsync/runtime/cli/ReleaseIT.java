package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code ampsync release} as a process; what it does to a table is in {@code AdoptionIT}. */
class ReleaseIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void onlyWhatWasAdoptedCanBeReleased() throws Exception {
        try (Surroundings around = new Surroundings();
                Child nothing = Child.start(around.settings(), List.of("release"));
                Child one = Child.start(around.settings(), List.of("release", "--table=blocks"))) {
            assertThat(nothing.exit(SOON)).isEqualTo(ExitCode.CONFIGURATION.code());
            assertThat(nothing.output()).contains("ampsync: _/anvil_rpc has adopted no table.");
            assertThat(one.exit(SOON)).isEqualTo(ExitCode.CONFIGURATION.code());
            assertThat(one.output()).contains("has adopted no table, and not blocks.");
        }
    }
}
