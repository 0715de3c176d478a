package io.ampsync.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a runtime says about itself at {@code GET /status}. Holds no secrets. */
public record StatusReport(@Nullable String apiVersion, List<SyncReport> syncs) {
    public static final String API_VERSION = "ampsync.io/status.v1";

    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public StatusReport {
        syncs = syncs == null ? List.of() : List.copyOf(syncs);
    }

    public static StatusReport of(List<SyncReport> syncs) {
        return new StatusReport(API_VERSION, syncs);
    }
}
