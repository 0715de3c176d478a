package io.ampsync.runtime.cli;

import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult.Loaded;
import io.ampsync.runtime.config.ManifestConfig;
import io.ampsync.runtime.config.SecretStore;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.fault.SyncException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The syncs of manifests, each with what is wrong with its settings. */
final class ManifestSubjects {
    private ManifestSubjects() {}

    /** Empty after it was printed that the documents themselves cannot be read. */
    static Optional<List<SettingsCheck>> read(
            ManifestOptions manifests, Map<String, String> environment, InputStream standardInput, PrintWriter err) {
        Optional<Loaded> loaded = manifests.load(Definition.read(), standardInput, err);
        if (loaded.isEmpty()) {
            return Optional.empty();
        }
        SecretStore secrets = manifests.secrets(loaded.get().secrets(), environment);
        List<SettingsCheck> checks = new ArrayList<>();
        for (AmpSyncManifest sync : loaded.get().syncs()) {
            SettingsCheck check = SettingsCheck.beside(sync.syncName(), ManifestConfig.problems(environment));
            try {
                checks.add(check.with(ManifestConfig.read(sync, secrets, environment)));
            } catch (SyncException e) {
                checks.add(check.with(e));
            }
        }
        return Optional.of(checks);
    }
}
