package io.ampsync.runtime.postgres;

import org.jspecify.annotations.Nullable;

/** What the writer's row says about our claim. */
public sealed interface Standing {
    /** We are the writer. */
    record Ours() implements Standing {}

    /** Someone else claimed after us: stop, and do not claim again. */
    record Fenced(long epoch) implements Standing {}

    /**
     * Our claim is gone although nobody took it: the database is an older one, after a failover or a restore. Drop
     * every stream, claim again above our epoch, and reload.
     */
    record WentBack(String finding) implements Standing {}

    /**
     * Compares the writer's row with our claim.
     *
     * @param epoch of the row, null if there is none
     * @param holderIsOurs whether the row names our nonce
     */
    static Standing of(Claim ours, @Nullable Long epoch, boolean holderIsOurs) {
        if (epoch == null) {
            return new WentBack("the database has no writer for " + ours.syncUid());
        }
        if (epoch < ours.epoch()) {
            return new WentBack("the database is at epoch " + epoch + ", and we wrote at " + ours.epoch());
        }
        return epoch == ours.epoch() && holderIsOurs ? new Ours() : new Fenced(epoch);
    }
}
