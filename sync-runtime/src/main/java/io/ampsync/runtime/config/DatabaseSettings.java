package io.ampsync.runtime.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The target database.
 *
 * @param jdbcUrl {@code jdbc:postgresql://host:port[,host:port]/name}, without user, password or parameters
 * @param schema where user tables and internal tables live
 * @param maxConnections size of the pool
 * @param properties driver properties from the URL (sslmode, sslrootcert, prepareThreshold, …)
 */
public record DatabaseSettings(
        String jdbcUrl,
        String user,
        @Nullable Secret password,
        String schema,
        int maxConnections,
        Map<String, String> properties) {
    public DatabaseSettings {
        properties = Map.copyOf(properties);
    }
}
