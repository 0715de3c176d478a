package io.ampsync.api.manifest;

import io.ampsync.api.v1alpha1.AmpSyncSpec;
import org.jspecify.annotations.Nullable;

/**
 * An AmpSync with its defaults, checked.
 *
 * @param uid of the resource in a cluster, null outside of one
 */
public record AmpSyncManifest(
        String namespace, String name, @Nullable String uid, AmpSyncSpec spec) {
    public static final String DEFAULT_NAMESPACE = "default";

    /** {@code namespace/name}: under this the sync owns its tables, also after it was deleted and applied again. */
    public String syncName() {
        return namespace + "/" + name;
    }

    /** Which of two resources of the same name this is. */
    public String instanceUid() {
        return uid == null ? syncName() : uid;
    }
}
