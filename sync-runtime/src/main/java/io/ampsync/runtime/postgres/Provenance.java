package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.Version;
import org.jspecify.annotations.Nullable;

/** What a table is filled from, as far as it is known. */
public record Provenance(
        String dataset, @Nullable String version, @Nullable String manifestHash) {
    /** True if it says more than that the latest was wanted, whatever that was. */
    public boolean isExact() {
        return manifestHash != null
                || (version != null && Version.parse(version).isPresent());
    }

    /** The version, and enough of its manifest to tell two manifests of one version apart. */
    public String label() {
        String name = version == null ? "unknown" : version;
        return manifestHash == null || manifestHash.startsWith(name)
                ? name
                : name + " (" + manifestHash.substring(0, Math.min(12, manifestHash.length())) + ")";
    }
}
