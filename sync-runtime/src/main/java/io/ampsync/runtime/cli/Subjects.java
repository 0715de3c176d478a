package io.ampsync.runtime.cli;

import io.ampsync.runtime.doctor.SettingsCheck;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;

/** Which syncs a command is about: those of manifests, or else the one of the environment. */
final class Subjects {
    @ArgGroup(
            exclusive = false,
            heading = "%nInstead of environment variables as in 'ampsync sync', manifests as in 'ampsync run':%n")
    private @Nullable ManifestOptions manifests;

    Subjects() {}

    Subjects(@Nullable ManifestOptions manifests) {
        this.manifests = manifests;
    }

    /** With what is wrong with their settings; nothing after it was printed that the documents cannot be read. */
    List<SettingsCheck> examined(Map<String, String> environment, InputStream standardInput, PrintWriter err) {
        ManifestOptions from = manifests;
        return from == null
                ? List.of(SettingsCheck.of(environment))
                : ManifestSubjects.read(from, environment, standardInput, err).orElse(List.of());
    }

    /** Nothing after everything that is wrong was printed; else each has settings. */
    List<SettingsCheck> read(Map<String, String> environment, InputStream standardInput, PrintWriter err) {
        List<SettingsCheck> checks = examined(environment, standardInput, err);
        boolean wrong = false;
        for (SettingsCheck check : checks) {
            check.findings().forEach(finding -> err.println("ampsync: " + finding.seen() + " " + finding.fix()));
            wrong |= !check.findings().isEmpty() || check.config().isEmpty();
        }
        return wrong ? List.of() : checks;
    }
}
