package io.ampsync.runtime.flight;

import org.apache.arrow.vector.types.pojo.Schema;

/** A planned query: its schema, and a ticket that {@link #open()} redeems once. */
public interface PlannedQuery {
    Schema schema();

    /** DoGet. Returns before the first message; calling it twice is an IllegalStateException. */
    BatchStream open();
}
