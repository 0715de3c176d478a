package io.ampsync.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.fake.FakeApiServer;
import io.ampsync.operator.fake.Samples;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretReaderTest {
    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient client = api.client();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T09:00:00Z"));
    private final SecretReader reader = new SecretReader(client, now::get);
    private final AmpSync sync = Samples.read("minimal");

    @AfterEach
    void stop() {
        client.close();
        api.close();
    }

    @Test
    void aRotationIsSeenWithinAMinuteAndNotAskedForMoreOften() {
        secret(Map.of("username", "YQ==", "password", "Yg=="));
        String first = reader.read(sync).hash();

        secret(Map.of("username", "YQ==", "password", "Yw=="));
        assertThat(reader.read(sync).hash()).isEqualTo(first);
        now.updateAndGet(time -> time.plus(SecretReader.FRESH));

        assertThat(reader.read(sync).hash()).isNotEqualTo(first);
    }

    @Test
    void keysThatNobodyNamesDoNotCount() {
        secret(Map.of("username", "YQ==", "password", "Yg=="));
        String first = reader.read(sync).hash();

        secret(Map.of("username", "YQ==", "password", "Yg==", "other", "Yw=="));
        now.updateAndGet(time -> time.plus(SecretReader.FRESH));

        assertThat(reader.read(sync).hash()).isEqualTo(first);
    }

    @Test
    void equalPasswordsOfTwoSyncsDoNotShow() {
        secret(Map.of("username", "YQ==", "password", "Yg=="));
        AmpSync other = Samples.read(
                "minimal", document -> document.withObject("metadata").put("uid", "another"));

        assertThat(reader.read(sync).hash()).isNotEqualTo(reader.read(other).hash());
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThat(reader.read(sync).missing())
                .containsExactly("Secret chain-app does not exist: create it with keys password and username.");

        secret(Map.of("username", "YQ=="));
        now.updateAndGet(time -> time.plusSeconds(5));

        assertThat(reader.read(sync).missing())
                .containsExactly("Secret chain-app has no key password: add it, or name another key.");
    }

    private void secret(Map<String, String> data) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("chain-app")
                        .withNamespace("analytics")
                        .endMetadata()
                        .withData(data)
                        .build())
                .createOr(existing -> existing.update());
    }
}
