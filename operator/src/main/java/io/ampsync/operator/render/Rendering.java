package io.ampsync.operator.render;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * The objects of a sync as they should be.
 *
 * @param revision of the pod: equal revisions are equal pods
 * @param objects in the order in which they are applied
 */
public record Rendering(String revision, List<HasMetadata> objects) {
    public Rendering {
        objects = List.copyOf(objects);
    }
}
