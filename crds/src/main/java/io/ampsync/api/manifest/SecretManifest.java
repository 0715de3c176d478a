package io.ampsync.api.manifest;

import java.util.Map;

/** A Secret document, decoded. */
public record SecretManifest(String namespace, String name, Map<String, String> data) {
    public SecretManifest {
        data = Map.copyOf(data);
    }

    /** Names and keys only. */
    @Override
    public String toString() {
        return "Secret " + namespace + "/" + name + " " + data.keySet();
    }
}
