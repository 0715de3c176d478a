package io.ampsync.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the Flight port.
 *
 * @param endpoint scheme http, https, grpc or grpc+tls, with host and port
 * @param token bearer token for every call, Admin calls included
 * @param caFile PEM certificates to trust instead of the system's
 * @param maxMessageBytes receive limit of one message
 * @param windowBytes received but not yet closed bytes at which a stream stops asking the server for more
 * @param keepAlive interval of HTTP/2 pings, at least 10 s
 */
public record SourceSettings(
        URI endpoint,
        Era era,
        @Nullable Secret token,
        @Nullable Path caFile,
        int maxMessageBytes,
        long windowBytes,
        Duration keepAlive) {
    public boolean tls() {
        return endpoint.getScheme().equals("https") || endpoint.getScheme().equals("grpc+tls");
    }
}
