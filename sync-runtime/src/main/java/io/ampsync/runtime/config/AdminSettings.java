package io.ampsync.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the Admin API.
 *
 * @param endpoint scheme http or https, without a slash at its end
 * @param given false if the address is only the default, so that nothing may be there
 */
public record AdminSettings(
        URI endpoint,
        boolean given,
        @Nullable Secret token,
        @Nullable Path caFile) {}
