package io.ampsync.operator;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The resource as a Kubernetes client has it. */
@Group("ampsync.io")
@Version("v1alpha1")
@Kind("AmpSync")
@Singular("ampsync")
@Plural("ampsyncs")
@ShortNames("ams")
@Categories("amp")
@ValidationRule(
        value = "self.metadata.name.size() <= 50 && !self.metadata.name.contains('.')",
        message = "a name has at most 50 characters and no dots, because pods and Services are named after it")
@AdditionalPrinterColumn(name = "Dataset", jsonPath = ".status.dataset.reference")
@AdditionalPrinterColumn(name = "Version", jsonPath = ".status.dataset.runningVersion")
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Status", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
        name = "Block",
        jsonPath = ".status.checkpoint.lowestBlock",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Lag",
        jsonPath = ".status.checkpoint.maxLagBlocks",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Reorgs",
        jsonPath = ".status.reorgs.total",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Desired", jsonPath = ".status.dataset.desiredVersion", priority = 1)
@AdditionalPrinterColumn(name = "Tables", jsonPath = ".status.checkpoint.tables", priority = 1)
@AdditionalPrinterColumn(
        name = "Epoch",
        jsonPath = ".status.runtime.epoch",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(name = "Pod", jsonPath = ".status.runtime.pod", priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.conditions[?(@.type==\"Ready\")].message", priority = 1)
public final class AmpSync extends CustomResource<AmpSyncSpec, AmpSyncStatus> implements Namespaced {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    @Required
    @JsonPropertyDescription("What is asked.")
    public AmpSyncSpec getSpec() {
        return super.getSpec();
    }

    @Override
    @JsonDeserialize(using = Unreadable.Spec.class)
    public void setSpec(AmpSyncSpec spec) {
        super.setSpec(spec);
    }

    /** Whether there is a spec: one with a value that is not known here is left out. */
    public boolean readable() {
        return super.getSpec() != null;
    }

    @Override
    @JsonDeserialize(using = Unreadable.Status.class)
    public void setStatus(@Nullable AmpSyncStatus status) {
        super.setStatus(status);
    }

    @Override
    @Default("{\"observedGeneration\":-1}")
    @JsonPropertyDescription("What is so. Written by the operator.")
    public @Nullable AmpSyncStatus getStatus() {
        return super.getStatus();
    }
}
