package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What docs/quickstart.md promises. */
@Order(1)
class QuickstartIT {
    private static final int BLOCKS = 20_000;

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-quickstart", BLOCKS);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void fromNothingToEqualContent() throws IOException {
        scene.apply("quickstart", "{}");

        scene.kubectl("wait", "--for=condition=Ready", "ampsync/quickstart", "--timeout=90s");
        scene.kubectl("wait", "--for=condition=CaughtUp", "ampsync/quickstart", "--timeout=90s");

        scene.awaitTheChain("quickstart");
        String table = scene.kubectl("get", "ampsyncs", "-o", "wide");
        assertThat(table.lines().findFirst())
                .get()
                .asString()
                .containsSubsequence("NAME", "DATASET", "VERSION", "READY", "STATUS", "BLOCK", "LAG", "REORGS", "AGE");
        assertThat(table).contains("_/eth_rpc", "1.0.0", "True", "Streaming", String.valueOf(BLOCKS - 1), "3/3");
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.events("quickstart")).contains("Rollout", "CaughtUp"));
    }

    @Test
    void everyFieldExplainsItself() {
        assertThat(Shell.run("kubectl", "explain", "ampsync.spec.source.silenceSeconds"))
                .contains("Seconds of silence")
                .doesNotContain("<empty>");
    }
}
