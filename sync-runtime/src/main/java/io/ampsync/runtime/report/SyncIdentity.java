package io.ampsync.runtime.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which sync of which configuration this process is. */
public record SyncIdentity(
        String namespace,
        String name,
        String instanceUid,
        @Nullable String revision,
        Instant startedAt) {
    private static final String DEFAULT_NAMESPACE = "default";

    /** From the name of a sync: {@code namespace/name}, or a name alone. */
    public static SyncIdentity of(String syncName, @Nullable String revision, Instant startedAt) {
        int slash = syncName.indexOf('/');
        return new SyncIdentity(
                slash < 0 ? DEFAULT_NAMESPACE : syncName.substring(0, slash),
                syncName.substring(slash + 1),
                syncName,
                revision,
                startedAt);
    }
}
