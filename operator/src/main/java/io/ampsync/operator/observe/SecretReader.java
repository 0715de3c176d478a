package io.ampsync.operator.observe;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Canonical;
import io.ampsync.operator.render.SecretRefs;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gets the referenced Secrets by name, at most once in a while per sync, and keeps only a hash. It is salted with the
 * UID of the sync, so that equal passwords do not show as equal hashes.
 */
public final class SecretReader {
    /** A rotation is seen within this time. */
    public static final Duration FRESH = Duration.ofSeconds(60);

    private static final Duration FRESH_IF_MISSING = Duration.ofSeconds(5);
    private final KubernetesClient client;
    private final InstantSource clock;
    private final Map<String, Read> reads = new ConcurrentHashMap<>();

    private record Read(SortedMap<String, SortedSet<String>> refs, SecretsFound found, Instant at) {
        boolean stillGood(SortedMap<String, SortedSet<String>> wanted, Instant now) {
            Duration age = found.missing().isEmpty() ? FRESH : FRESH_IF_MISSING;
            return refs.equals(wanted) && now.isBefore(at.plus(age));
        }
    }

    public SecretReader(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    public SecretsFound read(AmpSync sync) {
        SortedMap<String, SortedSet<String>> refs = SecretRefs.of(sync.getSpec());
        Instant now = clock.instant();
        String uid = sync.getMetadata().getUid();
        return Objects.requireNonNull(reads.compute(
                        uid,
                        (_, last) -> last != null && last.stillGood(refs, now)
                                ? last
                                : new Read(refs, found(sync, refs), now)))
                .found();
    }

    public void forget(AmpSync sync) {
        reads.remove(sync.getMetadata().getUid());
    }

    private SecretsFound found(AmpSync sync, SortedMap<String, SortedSet<String>> refs) {
        StringBuilder contents = new StringBuilder(sync.getMetadata().getUid());
        List<String> missing = new ArrayList<>();
        refs.forEach((name, keys) -> {
            Secret secret = client.secrets()
                    .inNamespace(sync.getMetadata().getNamespace())
                    .withName(name)
                    .get();
            if (secret == null) {
                missing.add("Secret " + name + " does not exist: create it with "
                        + (keys.size() == 1 ? "key " : "keys ") + String.join(" and ", keys) + ".");
                return;
            }
            for (String key : keys) {
                String value = value(secret, key);
                if (value == null) {
                    missing.add("Secret " + name + " has no key " + key + ": add it, or name another key.");
                } else {
                    contents.append('\n')
                            .append(name)
                            .append('\n')
                            .append(key)
                            .append('\n')
                            .append(value);
                }
            }
        });
        return new SecretsFound(Canonical.sha256(contents.toString()).substring(0, 16), List.copyOf(missing));
    }

    private static @Nullable String value(Secret secret, String key) {
        return secret.getData() == null ? null : secret.getData().get(key);
    }
}
