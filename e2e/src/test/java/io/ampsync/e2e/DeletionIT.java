package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What is left of a sync that is deleted, and who may have its tables. */
@Order(3)
class DeletionIT {
    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-deletion", 500);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void retainedTablesAreGoneOnWith() throws IOException, SQLException {
        scene.apply("kept", "{tables: [{name: blocks}]}");
        scene.awaitTheChain("kept");
        scene.awaitReady("kept", "True/Streaming");
        long commits = scene.database.number("SELECT seq FROM kept._ampsync_checkpoints");

        scene.kubectl("delete", "ampsync", "kept", "--timeout=60s");
        await().atMost(Scene.SOON).until(() -> scene.pods("kept").isEmpty());
        assertThat(scene.database.exists("kept", "blocks")).isTrue();
        scene.chain.advance(3);
        scene.apply("kept", "{tables: [{name: blocks}]}");

        scene.awaitReady("kept", "True/Streaming");
        scene.awaitTheChain("kept");
        // Read anew from the start it would have taken as many commits again.
        assertThat(scene.database.number("SELECT seq FROM kept._ampsync_checkpoints"))
                .isGreaterThan(commits)
                .isLessThan(commits + 4);
    }

    @Test
    void deletedTablesAreThoseOfTheSyncAlone() throws IOException, SQLException {
        String one = "{tables: [{name: blocks}], database: {schema: shared}}";
        String other = "{tables: [{name: logs}], database: {schema: shared}, deletionPolicy: Delete}";
        scene.apply("stays", one);
        scene.apply("goes", other);
        scene.awaitReady("stays", "True/Streaming");
        scene.awaitReady("goes", "True/Streaming");
        scene.awaitTheChain("shared");

        scene.kubectl("delete", "ampsync", "goes", "--timeout=90s");

        assertThat(scene.database.exists("shared", "logs")).isFalse();
        assertThat(scene.database.exists("shared", "blocks")).isTrue();
        assertThat(scene.database.number("SELECT count(*) FROM shared._ampsync_tables"))
                .isEqualTo(1);
        assertThat(scene.events("goes")).contains("TablesDropped");
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.kubectl(
                                "get", "all,configmap", "--selector=app.kubernetes.io/instance=goes", "-o=name"))
                        .isBlank());
        scene.chain.advance(1);
        scene.awaitTheChain("shared");
    }

    @Test
    void aTableHasOneOwner() throws IOException {
        scene.apply("owner", "{tables: [{name: blocks}], database: {schema: claimed}}");
        scene.awaitReady("owner", "True/Streaming");

        scene.apply("rival", "{tables: [{name: blocks}], database: {schema: claimed}}");

        scene.awaitReady("rival", "False/ClaimedByOther");
        scene.kubectl("wait", "--for=condition=Stalled", "ampsync/rival", "--timeout=10s");
        assertThat(scene.message("rival")).contains("owner");
        scene.chain.advance(1);
        scene.awaitTheChain("claimed");
        scene.awaitReady("owner", "True/Streaming");
        scene.kubectl("delete", "ampsync", "rival");
    }
}
