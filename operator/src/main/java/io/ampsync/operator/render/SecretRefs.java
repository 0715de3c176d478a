package io.ampsync.operator.render;

import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.DatabaseSpec;
import io.ampsync.api.v1alpha1.SecretKeyRef;
import io.ampsync.api.v1alpha1.SourceSpec;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Secrets that a spec names, each with the keys it names. */
public final class SecretRefs {
    private final SortedMap<String, SortedSet<String>> keys = new TreeMap<>();

    private SecretRefs() {}

    public static SortedMap<String, SortedSet<String>> of(AmpSyncSpec spec) {
        SecretRefs refs = new SecretRefs();
        SourceSpec source = spec.source();
        refs.add(source.authSecretRef());
        refs.add(source.tls() == null ? null : source.tls().caSecretRef());
        DatabaseSpec database = spec.database();
        refs.add(database.urlSecretRef());
        refs.add(database.tls() == null ? null : database.tls().caSecretRef());
        DatabaseSpec.CredentialsRef credentials = database.credentialsSecretRef();
        if (credentials != null) {
            refs.add(credentials.username());
            refs.add(credentials.password());
        }
        return refs.keys;
    }

    private void add(@Nullable SecretKeyRef ref) {
        if (ref != null) {
            keys.computeIfAbsent(ref.name(), _ -> new TreeSet<>()).add(ref.key());
        }
    }
}
