package io.ampsync.simulator.era;

import java.util.Locale;

/** The generation of server that is imitated (amp-protocol 0 and 12). */
public enum Era {
    /** 2025-10-08, still called Nozzle. */
    S1("nozzle-resume", 100_000),
    /** 2025-10-12, the first that is called Amp. */
    S2("amp-resume", 100_000),
    /** Current Amp: namespaces, revisions, {@code amp-stream}, keep-alives, timestamps. */
    HEAD("amp-resume", 1_000);

    private final String resumeHeader;
    private final int microbatchBlocks;

    Era(String resumeHeader, int microbatchBlocks) {
        this.resumeHeader = resumeHeader;
        this.microbatchBlocks = microbatchBlocks;
    }

    /** Accepts any case. */
    public static Era parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    public boolean isHead() {
        return this == HEAD;
    }

    /** Request header of GetFlightInfo that carries the cursor. */
    public String resumeHeader() {
        return resumeHeader;
    }

    /** Default of the longest microbatch, in blocks. */
    public int microbatchBlocks() {
        return microbatchBlocks;
    }
}
