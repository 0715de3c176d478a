package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is so. Times are whole seconds. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AmpSyncStatus(
        @JsonPropertyDescription("Generation of the spec that this status is about; -1 before the first look.")
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("What holds and what does not. Ready: what was asked is running.") @Size(max = 16)
        List<Condition> conditions,

        @JsonPropertyDescription("The dataset and its version.") @Nullable
        DatasetStatus dataset,

        @JsonPropertyDescription("How far all tables are.") @Nullable
        CheckpointStatus checkpoint,

        @JsonPropertyDescription("How far each table is, by name.") @Size(max = TableStatus.MOST)
        List<TableStatus> tables,

        @JsonPropertyDescription("Reorganizations that the stored tables went through.") @Nullable
        ReorgsStatus reorgs,

        @JsonPropertyDescription("The pod that runs the sync.") @Nullable
        RuntimeStatus runtime) {
    /** Before the first look. */
    public static final AmpSyncStatus NONE = new AmpSyncStatus(null, List.of(), null, null, List.of(), null, null);

    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public AmpSyncStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        tables = tables == null ? List.of() : List.copyOf(tables);
    }

    public Optional<Condition> condition(ConditionType type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type.label()))
                .findFirst();
    }

    /** Which version was asked and which one runs. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DatasetStatus(
            @JsonPropertyDescription("namespace/name of the dataset.") @Nullable
            String reference,

            @JsonPropertyDescription("Version that the spec means now.") @Nullable
            String desiredVersion,

            @JsonPropertyDescription("Version that is streamed.") @Nullable
            String runningVersion,

            @JsonPropertyDescription("Hash of the running version's manifest.") @Nullable
            String manifestHash) {}

    /** Over all tables and networks. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record CheckpointStatus(
            @JsonPropertyDescription("Block up to which every table is stored.") @Nullable
            Long lowestBlock,

            @JsonPropertyDescription("Blocks that the slowest table is behind the source's head.") @Nullable
            Long maxLagBlocks,

            @JsonPropertyDescription("When rows were last stored.") @Nullable
            Instant lastCommitTime,

            @JsonPropertyDescription("Tables that run, of all tables, as in 2/2.") @Nullable
            String tables) {}

    /** Over all tables. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ReorgsStatus(
            @JsonPropertyDescription("How many there were.") @Nullable
            Long total,

            @JsonPropertyDescription("When the last one was stored.") @Nullable
            Instant lastTime,

            @JsonPropertyDescription("Blocks that the last one replaced.") @Nullable
            Long lastDepth,

            @JsonPropertyDescription("Blocks that the deepest one replaced.") @Nullable
            Long maxDepth) {}

    /** The pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RuntimeStatus(
            @JsonPropertyDescription("Name of the pod.") @Nullable
            String pod,

            @JsonPropertyDescription("Number of its claim on the tables.") @Nullable
            Long epoch,

            @JsonPropertyDescription("Image that it runs.") @Nullable
            String image,

            @JsonPropertyDescription("How often its container was restarted.") @Nullable
            Integer restarts) {}
}
