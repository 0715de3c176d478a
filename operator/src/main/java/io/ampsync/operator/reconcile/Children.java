package io.ampsync.operator.reconcile;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Extras;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that the operator made, in caches that hold nothing else. Which AmpSync one belongs to is told by its
 * labels, for pods and Jobs have other owners or none.
 */
final class Children {
    private final Map<String, InformerEventSource<? extends HasMetadata, AmpSync>> sources = new LinkedHashMap<>();

    List<EventSource<?, AmpSync>> open(EventSourceContext<AmpSync> context, boolean podMonitors) {
        sources.clear();
        add("ServiceAccount", ServiceAccount.class, context);
        add("ConfigMap", ConfigMap.class, context);
        add("Service", Service.class, context);
        add("Deployment", Deployment.class, context);
        add("NetworkPolicy", NetworkPolicy.class, context);
        add("Job", Job.class, context);
        add("Pod", Pod.class, context);
        if (podMonitors) {
            GroupVersionKind kind = new GroupVersionKind("monitoring.coreos.com", "v1", Extras.POD_MONITOR);
            open(Extras.POD_MONITOR, InformerEventSourceConfiguration.from(kind, AmpSync.class), context);
        }
        return List.copyOf(sources.values());
    }

    private <T extends HasMetadata> void add(String kind, Class<T> type, EventSourceContext<AmpSync> context) {
        open(kind, InformerEventSourceConfiguration.from(type, AmpSync.class), context);
    }

    private <T extends HasMetadata> void open(
            String kind, InformerEventSourceConfiguration.Builder<T> builder, EventSourceContext<AmpSync> context) {
        SecondaryToPrimaryMapper<T> owner =
                object -> Optional.ofNullable(object.getMetadata().getLabels().get(Names.INSTANCE))
                        .map(name -> new ResourceID(name, object.getMetadata().getNamespace()))
                        .map(Set::of)
                        .orElse(Set.of());
        sources.put(
                kind,
                new InformerEventSource<>(
                        builder.withName(kind)
                                .withInformerListLimit(AmpSyncReconciler.LISTED_AT_A_TIME)
                                .withLabelSelector(Names.SELECTOR)
                                .withNamespacesInheritedFromController()
                                .withSecondaryToPrimaryMapper(owner)
                                .build(),
                        context));
    }

    /** The objects of a sync, but its pods. */
    List<HasMetadata> of(AmpSync sync) {
        return sources.entrySet().stream()
                .filter(source -> !source.getKey().equals("Pod"))
                .<HasMetadata>flatMap(source -> source.getValue().getSecondaryResources(sync).stream())
                .toList();
    }

    /** Its pods that sync. */
    List<Pod> pods(AmpSync sync) {
        return pods(sync, "ampsync-runtime");
    }

    /** Its pods that drop tables. */
    List<Pod> dropPods(AmpSync sync) {
        return pods(sync, "ampsync-drop");
    }

    private List<Pod> pods(AmpSync sync, String name) {
        InformerEventSource<? extends HasMetadata, AmpSync> source = sources.get("Pod");
        return source == null
                ? List.of()
                : source.getSecondaryResources(sync).stream()
                        .map(Pod.class::cast)
                        .filter(pod -> name.equals(pod.getMetadata().getLabels().get(Names.NAME)))
                        .toList();
    }

    /** Takes note of what was written, before the watch tells. */
    @SuppressWarnings("unchecked")
    void wrote(HasMetadata object, @Nullable HasMetadata before) {
        var source = (InformerEventSource<HasMetadata, AmpSync>)
                sources.get(object instanceof GenericKubernetesResource generic ? generic.getKind() : object.getKind());
        if (source == null) {
            return;
        }
        ResourceID id = ResourceID.fromResource(object);
        if (before == null) {
            source.handleRecentResourceCreate(id, object);
        } else {
            source.handleRecentResourceUpdate(id, object, before);
        }
    }
}
