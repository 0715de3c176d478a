package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.sync.StopSignal;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class SyncCommandTest {
    @ParameterizedTest
    @ValueSource(strings = {"-d edge/eth@1.0.0 -t blocks,logs", "--dataset=edge/eth@1.0.0 --tables=blocks,logs"})
    void theOptionsOfAmpsyncGoOverItsVariables(String options) {
        SyncCommand command = new SyncCommand(new StopSignal());
        new CommandLine(command).parseArgs(options.split(" ", -1));

        assertThat(command.environment(Map.of("DATASET", "other", "RUST_LOG", "warn")))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("DATASET", "edge/eth@1.0.0", "TABLES", "blocks,logs", "RUST_LOG", "warn"));
    }
}
