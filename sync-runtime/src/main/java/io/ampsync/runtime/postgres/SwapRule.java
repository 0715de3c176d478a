package io.ampsync.runtime.postgres;

import java.util.OptionalLong;

/** Whether a table that was filled beside another one may take its place. Pure. */
final class SwapRule {
    private SwapRule() {}

    /**
     * Compares the two: readers must never see a block less than before.
     *
     * @param shown the last block of which readers see rows, an open microbatch included; empty for none
     * @param filled the checkpoint of the table beside; empty for none
     * @param enough the new version's head where the old one is not served any more, so that nothing more comes of it
     */
    static boolean isReady(OptionalLong shown, OptionalLong filled, OptionalLong enough) {
        if (filled.isEmpty()) {
            return false;
        }
        return shown.isEmpty()
                || filled.getAsLong() >= shown.getAsLong()
                || (enough.isPresent() && filled.getAsLong() >= enough.getAsLong());
    }
}
