package io.ampsync.api.manifest;

import java.util.List;

/** Manifests, or everything that is wrong with them at once. */
public sealed interface LoadResult {
    /**
     * At least one sync.
     *
     * @param remarks what is in the files and has no effect, one sentence each
     */
    record Loaded(List<AmpSyncManifest> syncs, List<SecretManifest> secrets, List<String> remarks)
            implements LoadResult {
        public Loaded {
            syncs = List.copyOf(syncs);
            secrets = List.copyOf(secrets);
            remarks = List.copyOf(remarks);
        }
    }

    /** At least one complaint, as {@code kubectl apply} would print it; one may have several lines. */
    record Refused(List<String> complaints) implements LoadResult {
        public Refused {
            complaints = List.copyOf(complaints);
        }
    }
}
