package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked: a dataset, where it comes from and where it goes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value =
                "self.dataset.__namespace__ == oldSelf.dataset.__namespace__ && self.dataset.name == oldSelf.dataset.name",
        fieldPath = ".dataset",
        message = "the dataset cannot change, its checkpoints belong to it: create a new AmpSync with another schema")
@ValidationRule(
        value = "self.database.schema == oldSelf.database.schema",
        fieldPath = ".database.schema",
        message = "the schema cannot change, its tables stay where they are: create a new AmpSync")
@ValidationRule(
        value = "has(self.database.name) == has(oldSelf.database.name) && (!has(self.database.name)"
                + " || self.database.name == oldSelf.database.name)",
        fieldPath = ".database",
        message = "the database cannot change, its tables stay where they are: create a new AmpSync")
@ValidationRule(
        value = "has(self.database.urlSecretRef) == has(oldSelf.database.urlSecretRef)",
        fieldPath = ".database",
        message = "the form in which the database is given cannot change: create a new AmpSync")
@ValidationRule(
        value = "has(self.source.adminEndpoint) || (has(self.tables) && self.tables.size() > 0"
                + " && !(self.dataset.version in ['latest', 'dev']))",
        fieldPath = ".source",
        message = "adminEndpoint is needed to find the tables and versions of the dataset; without it, name tables and"
                + " an exact version")
public record AmpSyncSpec(
        @Required @JsonPropertyDescription("The dataset to sync.")
        DatasetSpec dataset,

        @JsonPropertyDescription("Tables to sync. Absent: every table of the dataset.") @Size(max = 256) @Nullable
        List<TableSpec> tables,

        @Required @JsonPropertyDescription("The Amp server.")
        SourceSpec source,

        @Required @JsonPropertyDescription("The PostgreSQL database that holds the tables.")
        DatabaseSpec database,

        @JsonPropertyDescription("How much may happen at the same time.") @Default("{}")
        ConcurrencySpec concurrency,

        @JsonPropertyDescription("How much may be held in memory.") @Default("{}")
        MemorySpec memory,

        @JsonPropertyDescription("How values are stored that PostgreSQL has no equal for.") @Default("{}")
        ValuesSpec values,

        @JsonPropertyDescription("Reorganizations of the chain.") @Default("{}")
        ReorgSpec reorg,

        @JsonPropertyDescription("What is done when the dataset has another version.") @Default("{}")
        VersionUpdateSpec versionUpdate,

        @JsonPropertyDescription("What is done about failures that pass.") @Default("{}")
        ResilienceSpec resilience,

        @JsonPropertyDescription("true stops the sync and keeps everything that is stored; false goes on from there.")
        @Default("false")
        boolean suspend,

        @JsonPropertyDescription("What becomes of the tables when the AmpSync is deleted. Retain: they stay, and an"
                + " AmpSync of the same name goes on with them. Delete: they are dropped.")
        @Default("Retain")
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription("The pod that runs the sync.") @Default("{}")
        TemplateSpec template,

        @JsonPropertyDescription("A NetworkPolicy for the pod.") @Default("{}")
        NetworkPolicySpec networkPolicy,

        @JsonPropertyDescription("Objects for Prometheus.") @Default("{}")
        MonitoringSpec monitoring) {

    /** What becomes of the tables. */
    public enum DeletionPolicy {
        @JsonProperty("Retain")
        RETAIN,
        @JsonProperty("Delete")
        DELETE
    }

    /** What becomes of the data when another version is published. */
    public enum OnVersionChange {
        @JsonProperty("Continue")
        CONTINUE,
        @JsonProperty("Hold")
        HOLD,
        @JsonProperty("Resync")
        RESYNC
    }

    /** Other versions of the dataset. */
    public record VersionUpdateSpec(
            @JsonPropertyDescription("Seconds between two looks for another version.") @Default("5") @Min(1) @Max(3600)
            int pollIntervalSeconds,

            @JsonPropertyDescription("When another version of the dataset is published, or another manifest of this"
                    + " one. Continue: go on with it from the checkpoint if it only adds columns, which are null in the"
                    + " rows that are stored. Hold: keep the running version, and report the other. Resync: fill it"
                    + " into tables beside while the running one goes on, which then take the old ones' places.")
            @Default("Continue")
            OnVersionChange onVersionChange) {}

    /** One table. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TableSpec(
            @Required
            @JsonPropertyDescription("Name of the table in the dataset, and in PostgreSQL.")
            @Size(min = 1, max = 63)
            @Pattern("^[a-zA-Z_][a-zA-Z0-9_$]*$")
            String name,

            @JsonPropertyDescription(
                    "A condition for the rows that are wanted, in the SQL of Amp; all if absent. A table"
                            + " that has rows is not gone on with by another condition.")
            @Size(min = 1, max = 4096)
            @Nullable
            String where,

            @JsonPropertyDescription(
                    "The columns that are wanted; all if absent. A table that has rows is not gone on with by other"
                            + " columns.")
            @Size(min = 1, max = 1600)
            @Nullable
            List<@Size(min = 1, max = 63) @Pattern("^[^, ]([^,]*[^, ])?$") String> columns) {}

    /** Simultaneous work. */
    public record ConcurrencySpec(
            @JsonPropertyDescription("Batches that are encoded and sent at the same time, over all tables.")
            @Default("10")
            @Min(1)
            @Max(100)
            int maxBatches,

            @JsonPropertyDescription("Connections to the database.") @Default("10") @Min(1) @Max(1000)
            int maxConnections) {}

    /** Bounds in bytes. */
    public record MemorySpec(
            @JsonPropertyDescription("Encoded MiB held per table before a transaction opens, at most.")
            @Default("32")
            @Min(1)
            @Max(1024)
            int tableBufferMebibytes,

            @JsonPropertyDescription("Received but unprocessed MiB at which a stream waits, per table, at most.")
            @Default("16")
            @Min(1)
            @Max(4096)
            int receiveWindowMebibytes) {}

    /** History that is kept for reorganizations. */
    public record ReorgSpec(
            @JsonPropertyDescription("Deepest reorganization to expect, in blocks.")
            @Default("128")
            @Min(64)
            @Max(10_000_000)
            int retentionBlocks) {}

    /** Traffic of the pod. */
    public record NetworkPolicySpec(
            @JsonPropertyDescription("true: only the operator and Prometheus may reach the pod.") @Default("false")
            boolean enabled) {}

    /** Prometheus. */
    public record MonitoringSpec(
            @JsonPropertyDescription("true: a PodMonitor for the pod, if the cluster knows that kind.")
            @Default("false")
            boolean podMonitor) {}
}
