package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.ampsync.api.TableReport;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How far one table is. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TableStatus(
        @Required @JsonPropertyDescription("Name of the table.") @Size(max = 63)
        String name,

        @JsonPropertyDescription("What it is doing.") TableReport.@Nullable Mode mode,

        @JsonPropertyDescription("Rows that are stored.") @Nullable
        Long rows,

        @JsonPropertyDescription("How far it is, by network.") @Size(max = 16)
        List<WatermarkStatus> watermarks,

        @JsonPropertyDescription("The last reorganization that it went through.") @Nullable
        ReorgStatus lastReorg,

        @JsonPropertyDescription("What is wrong with it; absent if nothing is.") @Nullable
        ErrorStatus lastError) {
    /** Tables that a status names. */
    public static final int MOST = 256;

    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public TableStatus {
        watermarks = watermarks == null ? List.of() : List.copyOf(watermarks);
    }

    /** Stored and available on one network. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WatermarkStatus(
            @Required @JsonPropertyDescription("Name of the network.") @Size(max = 128)
            String network,

            @JsonPropertyDescription("Last block whose rows are stored.") @Nullable
            Long block,

            @JsonPropertyDescription("Hash of that block.") @Nullable
            String hash,

            @JsonPropertyDescription("Blocks behind the source's head.") @Nullable
            Long lagBlocks) {}

    /** A reorganization. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReorgStatus(
            @JsonPropertyDescription("When it was stored.") @Nullable
            Instant time,

            @JsonPropertyDescription("Network on which it happened.") @Nullable
            String network,

            @JsonPropertyDescription("First block that was replaced.") @Nullable
            Long forkBlock,

            @JsonPropertyDescription("Blocks that were replaced.") @Nullable
            Long depth,

            @JsonPropertyDescription("Rows that were removed.") @Nullable
            Long rowsRemoved,

            @JsonPropertyDescription("Rows that were added.") @Nullable
            Long rowsAdded) {}

    /** A failure. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ErrorStatus(
            @JsonPropertyDescription("Reason, one word.") @Nullable
            String reason,

            @JsonPropertyDescription("What is wrong, one sentence.") @Nullable
            String message,

            @JsonPropertyDescription("Since when.") @Nullable
            Instant time) {}
}
