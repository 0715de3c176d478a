package io.ampsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.evm.AnvilNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code ampsync demo --rpc URL}. */
class AnvilDemoIT {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void chainThatGrowsAllTheTimeIsFollowedAndComparedWithUpToTheCheckpoint() throws Exception {
        try (AnvilNode anvil = AnvilNode.start("--block-time", "1")) {
            anvil.mine(300);
            for (int transaction = 0; transaction < 20; transaction++) {
                anvil.log("0x2a");
            }

            int exit = demo("--rpc", anvil.url().toString(), "--blocks", "200");

            assertThat(exit).as(out.toString()).isZero();
            assertThat(out.toString())
                    .containsPattern("blocks: 2\\d\\d rows, 0 missing, 0 extra")
                    .containsPattern("logs: \\d+ rows, 0 missing, 0 extra")
                    .contains("following the node's head", "kill -9");
        }
    }

    @Test
    void urlWithoutANodeIsToldInOneSentenceBeforeAnythingStarts() {
        assertThat(demo("--rpc", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).startsWith("--rpc: no EVM node answers at http://127.0.0.1:1");
    }

    @Test
    void addressThatIsNoUrlIsRefused() {
        assertThat(demo("--rpc", "localhost:8545")).isEqualTo(2);
        assertThat(err.toString()).startsWith("--rpc: localhost:8545 is not an http or https URL");
    }

    private int demo(String... arguments) {
        return new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
