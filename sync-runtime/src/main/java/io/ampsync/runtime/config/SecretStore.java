package io.ampsync.runtime.config;

import io.ampsync.api.Reason;
import io.ampsync.api.manifest.SecretManifest;
import io.ampsync.api.v1alpha1.SecretKeyRef;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Values of Secret references: from Secret documents of the manifests, then files {@code DIR/<name>/<key>}, then
 * variables {@code AMPSYNC_SECRET__<NAME>__<KEY>}. Files are read anew each time.
 */
public final class SecretStore {
    private static final String PREFIX = "AMPSYNC_SECRET__";

    private final List<SecretManifest> documents;
    private final @Nullable Path directory;
    private final Map<String, String> environment;
    private final Map<String, Path> written = new ConcurrentHashMap<>();

    /** @param directory null if there is none */
    public SecretStore(List<SecretManifest> documents, @Nullable Path directory, Map<String, String> environment) {
        this.documents = List.copyOf(documents);
        this.directory = directory;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The value, without the line end that editors put behind it.
     *
     * @throws SyncException {@link Reason#SECRET_MISSING}, naming Secret and key
     */
    String value(String namespace, SecretKeyRef reference) {
        return document(namespace, reference)
                .or(() -> file(reference).flatMap(path -> read(path, reference)))
                .or(() -> Optional.ofNullable(environment.get(variable(reference))))
                .map(text -> text.replaceFirst("\\r?\\n$", ""))
                .orElseThrow(() -> new SyncException(
                        Reason.SECRET_MISSING,
                        "The Secret " + namespace + "/" + reference.name() + " has no key " + reference.key() + ": "
                                + looked(reference) + "."));
    }

    /**
     * A file with the value: the mounted one if there is one, so that nothing has to be written in a cluster.
     *
     * @throws SyncException {@link Reason#SECRET_MISSING}
     */
    Path path(String namespace, SecretKeyRef reference) {
        Optional<Path> mounted = document(namespace, reference).isPresent() ? Optional.empty() : file(reference);
        return mounted.orElseGet(() -> written.computeIfAbsent(value(namespace, reference), SecretStore::write));
    }

    private Optional<String> document(String namespace, SecretKeyRef reference) {
        return documents.stream()
                .filter(secret ->
                        secret.namespace().equals(namespace) && secret.name().equals(reference.name()))
                .flatMap(secret -> Optional.ofNullable(secret.data().get(reference.key())).stream())
                .findFirst();
    }

    private Optional<Path> file(SecretKeyRef reference) {
        return Optional.ofNullable(directory)
                .map(root -> root.resolve(reference.name()).resolve(reference.key()))
                .filter(Files::isReadable);
    }

    private static Optional<String> read(Path file, SecretKeyRef reference) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new SyncException(
                    Reason.SECRET_MISSING,
                    "The key " + reference.key() + " of the Secret " + reference.name() + " cannot be read from " + file
                            + ".",
                    e);
        }
    }

    private static Path write(String value) {
        try {
            Path file = Files.createTempFile("ampsync-", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, value);
        } catch (IOException e) {
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID, "A certificate cannot be written to a temporary file.", e);
        }
    }

    /** {@code AMPSYNC_SECRET__CHAIN_APP__PASSWORD}. */
    static String variable(SecretKeyRef reference) {
        return PREFIX + word(reference.name()) + "__" + word(reference.key());
    }

    private static String word(String name) {
        return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private String looked(SecretKeyRef reference) {
        String files =
                directory == null ? "" : directory.resolve(reference.name()).resolve(reference.key()) + ", ";
        return "looked in Secrets of the manifests, " + files + variable(reference);
    }
}
