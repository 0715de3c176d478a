package io.ampsync.runtime.stream;

import java.util.Locale;

/** How a reorganisation was resolved, for the audit ({@code _ampsync_reorgs.kind}). */
public enum ReorgKind {
    /** The replacement began behind a boundary and linked to it by hash. */
    ALIGNED,
    /** It began inside a stored range, which was read again from its beginning. */
    MID_RANGE,
    /** The server did not go back far enough; older boundaries were tried until one was on its chain. */
    BACKTRACKED,
    /** Nothing stored was on the server's chain: replaced from the first block on. */
    FIRST_BLOCK;

    /** As stored: {@code mid_range}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
