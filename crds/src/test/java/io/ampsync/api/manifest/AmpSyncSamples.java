package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Resources for tests. */
public final class AmpSyncSamples {
    private static final Definition DEFINITION = Definition.read();

    private AmpSyncSamples() {}

    /** A valid spec with its defaults. */
    public static AmpSyncSpec spec(String version) {
        try {
            var document = Yaml.documents("""
                    spec:
                      dataset: {name: eth_rpc, version: %s}
                      tables: [{name: blocks}]
                      source: {flightEndpoint: "grpc://amp:1602", adminEndpoint: "http://amp:1610"}
                      database: {host: pg, name: chain, credentialsSecretRef: {name: chain-app}}
                    """.formatted(version)).getFirst();
            return new ObjectMapper().treeToValue(DEFINITION.stored(document).get("spec"), AmpSyncSpec.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
