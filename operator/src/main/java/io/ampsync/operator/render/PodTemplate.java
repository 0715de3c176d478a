package io.ampsync.operator.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.api.v1alpha1.TemplateSpec;
import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pod of a sync, or of the Job that drops its tables: what is common to both, under the restricted profile. */
final class PodTemplate {
    /** Distroless convention for a user without rights. */
    private static final long NOBODY = 65_532L;

    private static final long SECONDS_BEFORE_A_LOST_NODE_IS_LEFT = 30;
    private final TemplateSpec template;
    private final Platform platform;

    PodTemplate(AmpSync sync, Platform platform) {
        this.template = sync.getSpec().template();
        this.platform = platform;
    }

    PodTemplateSpecBuilder pod(Map<String, String> ownLabels, Mounts files, Container container)
            throws TemplateRefused {
        List<Volume> volumes = new ArrayList<>(files.volumes());
        volumes.addAll(PodParts.all("volumes", template.volumes(), Volume.class));
        TemplateSpec.MetadataSpec metadata = template.metadata();
        Map<String, String> labels =
                new TreeMap<>(metadata == null || metadata.labels() == null ? Map.of() : metadata.labels());
        labels.putAll(ownLabels);
        Map<String, String> annotations =
                new TreeMap<>(metadata == null || metadata.annotations() == null ? Map.of() : metadata.annotations());
        List<TemplateSpec.PullSecret> pullSecrets = template.imagePullSecrets();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withDnsPolicy("ClusterFirst")
                .withSchedulerName("default-scheduler")
                .withTerminationGracePeriodSeconds((long) template.terminationGracePeriodSeconds())
                .withPriorityClassName(template.priorityClassName())
                .withImagePullSecrets(
                        pullSecrets == null
                                ? List.of()
                                : pullSecrets.stream()
                                        .map(secret -> new LocalObjectReference(secret.name()))
                                        .toList())
                .withNodeSelector(template.nodeSelector())
                .withAffinity(
                        template.affinity() == null
                                ? null
                                : PodParts.one("affinity", template.affinity(), Affinity.class))
                .withTolerations(tolerations())
                .withTopologySpreadConstraints(PodParts.all(
                        "topologySpreadConstraints",
                        template.topologySpreadConstraints(),
                        TopologySpreadConstraint.class))
                .withSecurityContext(podSecurity(template.podSecurityContext()))
                .withContainers(container)
                .withVolumes(volumes)
                .endSpec();
    }

    ContainerBuilder container(Mounts files, List<String> arguments, List<EnvVar> environment) throws TemplateRefused {
        List<VolumeMount> mounts = new ArrayList<>(files.mounts());
        mounts.addAll(PodParts.all("volumeMounts", template.volumeMounts(), VolumeMount.class));
        return new ContainerBuilder()
                .withName("runtime")
                .withImage(template.image() == null ? platform.runtimeImage() : template.image())
                .withImagePullPolicy(template.imagePullPolicy().label())
                .withArgs(arguments)
                .withEnv(Environment.of(environment, PodParts.all("env", template.env(), EnvVar.class)))
                .withResources(Resources.of(template.resources()))
                .withVolumeMounts(mounts)
                .withTerminationMessagePath("/dev/termination-log")
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withSecurityContext(security(template.securityContext()));
    }

    private List<Toleration> tolerations() throws TemplateRefused {
        List<Toleration> tolerations = new ArrayList<>();
        for (String trouble : List.of("not-ready", "unreachable")) {
            tolerations.add(new TolerationBuilder()
                    .withKey("node.kubernetes.io/" + trouble)
                    .withOperator("Exists")
                    .withEffect("NoExecute")
                    .withTolerationSeconds(SECONDS_BEFORE_A_LOST_NODE_IS_LEFT)
                    .build());
        }
        tolerations.addAll(PodParts.all("tolerations", template.tolerations(), Toleration.class));
        return tolerations;
    }

    private static PodSecurityContext podSecurity(@Nullable JsonNode asked) throws TemplateRefused {
        PodSecurityContext restricted = new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(NOBODY)
                .withRunAsGroup(NOBODY)
                .withFsGroup(NOBODY)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
        return PodParts.one("podSecurityContext", PodParts.merged(restricted, asked), PodSecurityContext.class);
    }

    private static SecurityContext security(@Nullable JsonNode asked) throws TemplateRefused {
        SecurityContext restricted = new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .build();
        return PodParts.one("securityContext", PodParts.merged(restricted, asked), SecurityContext.class);
    }
}
