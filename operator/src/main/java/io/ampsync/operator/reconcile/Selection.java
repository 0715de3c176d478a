package io.ampsync.operator.reconcile;

import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.Namespace;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Namespaces picked by their labels, which may change: the syncs of a namespace are looked at when they do. */
final class Selection {
    private final String selector;
    private @Nullable InformerEventSource<Namespace, AmpSync> source;

    Selection(String selector) {
        this.selector = selector;
    }

    InformerEventSource<Namespace, AmpSync> open(EventSourceContext<AmpSync> context) {
        source = new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Namespace.class, AmpSync.class)
                        .withName("Namespace")
                        .withLabelSelector(selector)
                        .withWatchAllNamespaces()
                        .withSecondaryToPrimaryMapper(namespace -> context.getPrimaryCache()
                                .list(namespace.getMetadata().getName())
                                .map(ResourceID::fromResource)
                                .collect(Collectors.toSet()))
                        .withPrimaryToSecondaryMapper((AmpSync _) -> Set.of())
                        .build(),
                context);
        return source;
    }

    boolean includes(@Nullable String namespace) {
        return source != null && source.get(new ResourceID(namespace)).isPresent();
    }
}
