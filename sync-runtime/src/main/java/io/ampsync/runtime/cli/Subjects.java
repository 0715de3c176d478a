package io.ampsync.runtime.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** Which syncs a command is about: those of manifests, or else the one of the environment. */
final class Subjects {
    @ArgGroup(
            exclusive = false,
            heading = "%nInstead of environment variables as in 'ampsync sync', manifests as in 'ampsync run':%n")
    private @Nullable ManifestOptions manifests;

    /** Null if the environment says it all. */
    @Nullable
    ManifestOptions manifests() {
        return manifests;
    }
}
