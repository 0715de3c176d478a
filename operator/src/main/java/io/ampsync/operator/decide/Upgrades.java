package io.ampsync.operator.decide;

import io.ampsync.operator.AmpSync;
import java.util.HashSet;
import java.util.Set;

/**
 * Turns of the syncs that roll only because the operator was upgraded: ten at a time, and one that does not come up
 * keeps its turn, so that a bad image takes down ten syncs and not all.
 */
public final class Upgrades {
    private static final int AT_A_TIME = 10;
    private final Set<String> rolling = new HashSet<>();

    public synchronized boolean turn(AmpSync sync) {
        String uid = sync.getMetadata().getUid();
        if (rolling.contains(uid)) {
            return true;
        }
        return rolling.size() < AT_A_TIME && rolling.add(uid);
    }

    /** The sync runs what it should, or is no more. */
    public synchronized void done(AmpSync sync) {
        rolling.remove(sync.getMetadata().getUid());
    }
}
