package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.postgres.Provenance;

/**
 * One table to keep in sync.
 *
 * @param name of the table, here and at the source
 * @param sql the query that streams it, without a SETTINGS clause
 * @param headReference what a head probe asks: see {@link io.ampsync.runtime.flight.HeadProbe}
 */
public record TableTask(
        String name, String sql, String headReference, EncodeSettings encoding, Provenance provenance) {}
