package io.ampsync.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table.
 *
 * @param rows rows that are stored
 * @param watermarks one per network; empty while nothing is stored
 * @param error absent if nothing is wrong
 */
public record TableReport(
        @Nullable String name,
        @Nullable Mode mode,
        @Nullable Long rows,
        @Nullable Instant lastCommitTime,
        List<WatermarkReport> watermarks,
        @Nullable ReorgReport lastReorg,
        @Nullable ErrorReport error) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public TableReport {
        watermarks = watermarks == null ? List.of() : List.copyOf(watermarks);
    }

    /** What a table is doing. */
    public enum Mode {
        @JsonProperty("Pending")
        PENDING,
        @JsonProperty("Backfilling")
        BACKFILLING,
        @JsonProperty("Streaming")
        STREAMING,
        @JsonProperty("Paused")
        PAUSED,
        @JsonProperty("Failed")
        FAILED
    }

    /**
     * How far a network is.
     *
     * @param block last block whose rows are stored; absent if nothing is
     * @param hash of that block, {@code 0x} and 64 hex digits
     * @param headBlock last block that the source has
     * @param headTime when that was observed
     * @param lagBlocks between the two
     */
    public record WatermarkReport(
            @Nullable String network,
            @Nullable Long block,
            @Nullable String hash,
            @Nullable Long headBlock,
            @Nullable Instant headTime,
            @Nullable Long lagBlocks) {}

    /** The last reorg of a table. */
    public record ReorgReport(
            @Nullable Instant time,
            @Nullable String network,
            @Nullable Long forkBlock,
            @Nullable Long depth,
            @Nullable Long rowsRemoved,
            @Nullable Long rowsAdded) {}

    /**
     * What is wrong with a table.
     *
     * @param reason a {@link Reason#label()}
     * @param needsPerson true if time alone does not help
     * @param since when it first failed for this reason without success in between
     */
    public record ErrorReport(
            @Nullable String reason,
            @Nullable String message,
            @Nullable Boolean needsPerson,
            @Nullable Instant since) {}
}
