package io.ampsync.runtime.postgres;

import java.time.Duration;

/** How an attempt to become the writer ended. */
public sealed interface ClaimOutcome {
    /** We are the writer; every transaction of an earlier one is over, and none can follow. */
    record Held(Claim claim) implements ClaimOutcome {}

    /**
     * Another instance was seen too recently; ask again.
     *
     * @param instanceUid the other instance
     * @param seenAgo by the database's clock
     */
    record Waiting(String instanceUid, Duration seenAgo) implements ClaimOutcome {}

    /** Another instance has been alive for all the time that we waited: a person has to stop one of the two. */
    record ClaimedByOther(String instanceUid, Duration waited) implements ClaimOutcome {}
}
