package io.ampsync.operator.render;

import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Files of the pod: the document, each Secret as a directory of the keys that are referenced, and room for temporary
 * files. Secrets are optional, so that the pod comes up and says what is missing.
 */
record Mounts(List<Volume> volumes, List<VolumeMount> mounts) {
    static final String CONFIGURATION = "/etc/ampsync/configuration/ampsync.yaml";
    static final String SECRETS = "/etc/ampsync/secrets";
    private static final int READABLE = 0440;

    /** With {@code configuration} as name of the ConfigMap; null while the revision, which is part of it, is being found. */
    static Mounts of(@Nullable String configuration, SortedMap<String, SortedSet<String>> secrets) {
        Mounts files = new Mounts(new ArrayList<>(), new ArrayList<>());
        files.add(
                new VolumeBuilder()
                        .withName("configuration")
                        .withNewConfigMap()
                        .withName(configuration)
                        .withDefaultMode(READABLE)
                        .endConfigMap()
                        .build(),
                "/etc/ampsync/configuration",
                true);
        files.add(
                new VolumeBuilder()
                        .withName("tmp")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .build(),
                "/tmp",
                false);
        int number = 0;
        for (var secret : secrets.entrySet()) {
            files.add(
                    new VolumeBuilder()
                            .withName("secret-" + number++)
                            .withNewSecret()
                            .withSecretName(secret.getKey())
                            .withItems(secret.getValue().stream()
                                    .map(key -> new KeyToPathBuilder()
                                            .withKey(key)
                                            .withPath(key)
                                            .build())
                                    .toList())
                            .withDefaultMode(READABLE)
                            .withOptional(true)
                            .endSecret()
                            .build(),
                    SECRETS + "/" + secret.getKey(),
                    true);
        }
        return files;
    }

    private void add(Volume volume, String path, boolean readOnly) {
        volumes.add(volume);
        mounts.add(new VolumeMountBuilder()
                .withName(volume.getName())
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build());
    }
}
