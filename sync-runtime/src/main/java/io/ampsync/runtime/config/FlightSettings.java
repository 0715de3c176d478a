package io.ampsync.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@link SourceSettings} before the server's era is known. */
public record FlightSettings(
        URI endpoint,
        @Nullable Secret token,
        @Nullable Path caFile,
        int maxMessageBytes,
        long windowBytes,
        Duration keepAlive) {
    /**
     * With what was found out since.
     *
     * @param window as shared out, at most that of the settings
     */
    public SourceSettings speaking(Era era, long window) {
        return new SourceSettings(endpoint, era, token, caFile, maxMessageBytes, window, keepAlive);
    }
}
