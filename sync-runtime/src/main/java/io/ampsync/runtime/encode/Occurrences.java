package io.ampsync.runtime.encode;

/**
 * The ids given out in one block, by their first 64 bits: an open-addressing map without objects. Forgetting a block
 * costs nothing; only a map that one huge block blew up is replaced.
 */
final class Occurrences {
    private static final int SMALL = 1 << 12;
    private static final int KEPT = 1 << 17;

    private long[] keys = new long[SMALL];
    private int[] counts = new int[SMALL];
    /** A slot is taken if its era is the present one. */
    private int[] eras = new int[SMALL];

    private int era = 1;
    private int size;

    /** Begins a block. */
    void reset() {
        size = 0;
        if (keys.length > KEPT || era == Integer.MAX_VALUE) {
            allocate(SMALL);
            era = 0;
        }
        era++;
    }

    /** Notes an id and returns how often it was noted before. */
    int note(long key) {
        if (2 * size >= keys.length) {
            grow();
        }
        int slot = slotOf(key);
        if (eras[slot] != era) {
            eras[slot] = era;
            keys[slot] = key;
            counts[slot] = 1;
            size++;
            return 0;
        }
        return counts[slot]++;
    }

    private int slotOf(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key ^ key >>> 32) & mask;
        while (eras[slot] == era && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        int[] oldEras = eras;
        allocate(2 * oldKeys.length);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldEras[i] == era) {
                int slot = slotOf(oldKeys[i]);
                eras[slot] = era;
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    private void allocate(int slots) {
        keys = new long[slots];
        counts = new int[slots];
        eras = new int[slots];
    }
}
