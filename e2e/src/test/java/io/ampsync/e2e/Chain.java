package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.SyntheticLedger;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;

/** The chain of the Amp server in the cluster, and its twin here: the same seed and the same changes give the same rows. */
final class Chain implements AutoCloseable {
    private static final int CONTROL_PORT = 1620;
    private final LocalPortForward forward;
    private final HttpClient http = HttpClient.newHttpClient();
    private final SyntheticLedger twin = new SyntheticLedger(
            "mainnet",
            new SyntheticChain(SyntheticChain.Shape.DEFAULT),
            Era.HEAD,
            SyntheticLedger.Density.DEFAULT,
            Set.of());

    private Chain(LocalPortForward forward, int blocks) {
        this.forward = forward;
        twin.chain().advance(blocks);
    }

    static Chain of(KubernetesClient client, String namespace, int blocks) {
        return new Chain(
                client.services().inNamespace(namespace).withName("amp").portForward(CONTROL_PORT), blocks);
    }

    SyntheticLedger ledger() {
        return twin;
    }

    long head() {
        return twin.view().head().orElseThrow();
    }

    void advance(int blocks) {
        post("advance", "{\"blocks\": %d}".formatted(blocks));
        twin.chain().advance(blocks);
    }

    /** Replaces the newest blocks by one more. */
    void reorg(int depth) {
        post("reorg", "{\"depth\": %d}".formatted(depth));
        twin.chain().reorg(depth, depth + 1);
    }

    /** Publishes another version with the same tables. */
    void publish(String version) {
        post("versions", "{\"dataset\": \"_/eth_rpc\", \"version\": \"%s\"}".formatted(version));
    }

    /** How streams are cut and served. */
    void behave(String members) {
        post("behaviour", members);
    }

    private void post(String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + forward.getLocalPort() + "/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        try {
            forward.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
