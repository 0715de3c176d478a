package io.ampsync.runtime.config;

/** How the server spells table references, headers and Admin paths (amp-protocol 0 and 12). */
public enum Era {
    /** Nozzle, 2025-10-08: {@code nozzle-resume}. */
    S1,
    /** The first Amp, 2025-10-12: {@code amp-resume}. */
    S2,
    /** Current Amp: namespaces, revisions, {@code amp-stream}. */
    HEAD
}
