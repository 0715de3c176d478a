package io.ampsync.operator.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.operator.AmpSync;
import java.util.List;
import java.util.Objects;

/** The AmpSync document that the pod reads: what the engine is told, without what only the operator acts on. */
final class ConfigurationDocument {
    private static final List<String> FOR_THE_OPERATOR =
            List.of("suspend", "deletionPolicy", "template", "networkPolicy", "monitoring");

    private ConfigurationDocument() {}

    static String of(AmpSync sync) {
        ObjectNode spec = (ObjectNode) Canonical.tree(sync.getSpec());
        spec.remove(FOR_THE_OPERATOR);
        ObjectNode document = spec.objectNode();
        document.put("apiVersion", sync.getApiVersion());
        document.put("kind", sync.getKind());
        document.putObject("metadata")
                .put("name", Objects.requireNonNull(sync.getMetadata().getName()))
                .put("namespace", sync.getMetadata().getNamespace())
                .put("uid", sync.getMetadata().getUid());
        document.set("spec", spec);
        return Canonical.yaml(document);
    }
}
