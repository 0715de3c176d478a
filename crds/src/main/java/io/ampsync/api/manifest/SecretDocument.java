package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads Secret documents: {@code data} in Base64, {@code stringData} over it. */
final class SecretDocument {
    private SecretDocument() {}

    /** @param complaints receives what is wrong with it, without its values */
    static Optional<SecretManifest> read(JsonNode document, List<String> complaints) {
        String name = document.at("/metadata/name").asText();
        String who = "The Secret \"" + name + "\" is invalid: ";
        int before = complaints.size();
        if (name.isEmpty()) {
            complaints.add(who + "metadata.name: Required value: name or generateName is required");
        }
        Map<String, String> data = new HashMap<>();
        document.path("data").properties().forEach(entry -> {
            try {
                byte[] bytes = Base64.getMimeDecoder().decode(entry.getValue().asText());
                data.put(entry.getKey(), new String(bytes, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException _) {
                complaints.add(
                        who + "data." + entry.getKey() + ": illegal base64 data; plain text goes into stringData");
            }
        });
        document.path("stringData").properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                data.put(entry.getKey(), entry.getValue().asText());
            } else {
                complaints.add(who + "stringData." + entry.getKey() + ": must be of type string: put it in quotes");
            }
        });
        return complaints.size() > before
                ? Optional.empty()
                : Optional.of(new SecretManifest(
                        document.at("/metadata/namespace").asText(AmpSyncManifest.DEFAULT_NAMESPACE), name, data));
    }
}
