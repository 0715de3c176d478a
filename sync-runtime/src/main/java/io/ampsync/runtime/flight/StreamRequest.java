package io.ampsync.runtime.flight;

import java.util.Map;

/**
 * One query to plan.
 *
 * @param sql without a SETTINGS clause
 * @param streaming endless changes, or one batch query that ends
 * @param cursors resume point by network; empty to start at the first block
 */
public record StreamRequest(String sql, boolean streaming, Map<String, Cursor> cursors) {
    public StreamRequest {
        cursors = Map.copyOf(cursors);
    }
}
