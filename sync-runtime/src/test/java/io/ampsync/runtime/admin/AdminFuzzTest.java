package io.ampsync.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers of an Admin API, damaged. */
class AdminFuzzTest {
    private static final String HASH = "25f4778d".repeat(8);

    @Test
    void anAnswerIsReadOrRefused() throws Exception {
        List<byte[]> known = List.of(
                bytes("{\"manifest_hash\":\"" + HASH + "\",\"tables\":[\"blocks\",\"logs\"],\"version\":\"1.0.0\"}"),
                bytes(
                        "{\"kind\":\"evm-rpc\",\"network\":\"anvil\",\"tables\":{\"blocks\":{\"network\":\"anvil\"},\"logs\":{}}}"),
                bytes("{\"versions\":[{\"version\":\"1.0.0\",\"manifest_hash\":\"" + HASH + "\"}]}"),
                bytes("{\"datasets\":[{\"namespace\":\"_\",\"name\":\"eth\",\"versions\":[\"1.0.0\"]}]}"),
                bytes("{\"error_code\":\"DATASET_NOT_FOUND\",\"error_message\":\"dataset not found\"}"));
        DatasetRef pinned = DatasetRef.parse("edge/transfers@1.0.0");
        DatasetRef latest = DatasetRef.parse("edge/transfers@latest");
        String path = "/datasets/edge/transfers/versions/1.0.0";
        try (AdminServer server = new AdminServer();
                AdminClient client = new AdminClient(server.settings(""), Duration.ofSeconds(10))) {
            Fuzzing.run("admin", known, input -> {
                String body = new String(input, StandardCharsets.UTF_8);
                server.answering("/datasets/edge/transfers/versions", body)
                        .answering(path, body)
                        .answering("/datasets/edge/transfers/versions/" + HASH + "/manifest", body);
                DatasetRef dataset = input.length % 2 == 0 ? pinned : latest;
                try {
                    ResolvedDataset resolved = client.catalog(Era.HEAD).resolve(dataset);
                    assertThat(resolved.manifestHash()).isNotEmpty();
                } catch (SyncException e) {
                    assertThat(e.reason()).isIn(Reason.SOURCE_INCOMPATIBLE, Reason.DATASET_NOT_FOUND);
                }
            });
        }
    }

    /** Found with seed 1: it was taken for a server that cannot be reached, and asked again for ever. */
    @Test
    void aHashWithHalfOfASurrogatePairIsRefused() throws Exception {
        try (AdminServer server = new AdminServer();
                AdminClient client = new AdminClient(server.settings(""), Duration.ofSeconds(10))) {
            server.answering(
                    "/datasets/edge/transfers/versions",
                    "{\"versions\":[{\"version\":\"1.0.0\",\"manifest_hash\":\"25f477\\ud8008d25\"}]}");

            assertThatExceptionOfType(SyncException.class)
                    .isThrownBy(() -> client.catalog(Era.HEAD).resolve(DatasetRef.parse("edge/transfers@latest")))
                    .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.SOURCE_INCOMPATIBLE));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
