package io.ampsync.operator.cli;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Asks the API server whether the operator may do all that it does: what {@code helm test} runs. */
final class PermissionCheck {
    private static final List<String> READ = List.of("get", "list", "watch");
    private static final List<String> KEEP = List.of("get", "list", "watch", "create", "patch", "delete");
    private final KubernetesClient client;
    private final Settings settings;

    PermissionCheck(KubernetesClient client, Settings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** A resource, with its subresource after a slash, and what is done with it. */
    private record Need(String group, String resource, Collection<String> verbs) {}

    /** Prints what is missing, or one line if nothing is; returns whether nothing is. */
    boolean passes(PrintWriter out) {
        List<String> missing = new ArrayList<>();
        for (String namespace : namespaces()) {
            needs().forEach(need -> missing.addAll(missing(need, namespace)));
            definition(namespace).forEach(missing::add);
        }
        if (settings.leaderElection()) {
            Need lease = new Need("coordination.k8s.io", "leases", List.of("create"));
            missing.addAll(missing(lease, settings.operatorNamespace()));
        }
        missing.forEach(out::println);
        if (missing.isEmpty()) {
            out.println("The definition is there, and everything that the operator does is permitted.");
        }
        return missing.isEmpty();
    }

    /** An empty name is every namespace. */
    private Set<String> namespaces() {
        return settings.watch() instanceof Watch.Listed(Set<String> named) ? named : Set.of("");
    }

    private List<Need> needs() {
        List<Need> needs = new ArrayList<>(List.of(
                new Need("ampsync.io", "ampsyncs", List.of("get", "list", "watch", "patch")),
                new Need("ampsync.io", "ampsyncs/status", List.of("patch")),
                new Need("ampsync.io", "ampsyncs/finalizers", List.of("update")),
                new Need("", "configmaps", KEEP),
                new Need("", "services", KEEP),
                new Need("", "serviceaccounts", KEEP),
                new Need("apps", "deployments", KEEP),
                new Need("batch", "jobs", KEEP),
                new Need("networking.k8s.io", "networkpolicies", KEEP),
                new Need("", "pods", READ),
                new Need("", "events", List.of("create"))));
        if (settings.readSecrets()) {
            needs.add(new Need("", "secrets", List.of("get")));
        }
        if (settings.watch().selector() != null) {
            needs.add(new Need("", "namespaces", READ));
        }
        return needs;
    }

    private List<String> missing(Need need, String namespace) {
        return need.verbs().stream()
                .filter(verb -> !allowed(need, verb, namespace))
                .map(verb -> "It may not " + verb + " " + need.resource()
                        + (need.group().isEmpty() ? "" : " of " + need.group())
                        + (namespace.isEmpty() ? " in every namespace." : " in namespace " + namespace + "."))
                .toList();
    }

    private boolean allowed(Need need, String verb, String namespace) {
        String[] parts = need.resource().split("/", 2);
        SelfSubjectAccessReview review = client.resource(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(new ResourceAttributesBuilder()
                                .withGroup(need.group())
                                .withResource(parts[0])
                                .withSubresource(parts.length > 1 ? parts[1] : null)
                                .withVerb(verb)
                                .withNamespace(namespace.isEmpty() ? null : namespace)
                                .build())
                        .endSpec()
                        .build())
                .create();
        return Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    private Stream<String> definition(String namespace) {
        try {
            var syncs = client.resources(AmpSync.class);
            var one = new ListOptionsBuilder().withLimit(1L).build();
            if (namespace.isEmpty()) {
                syncs.inAnyNamespace().list(one);
            } else {
                syncs.inNamespace(namespace).list(one);
            }
            return Stream.empty();
        } catch (KubernetesClientException e) {
            return e.getCode() == 404
                    ? Stream.of("The definition ampsyncs.ampsync.io is not there: install the chart with crds.install.")
                    : Stream.of(Names.FIELD_MANAGER + " cannot list AmpSyncs: " + e.getMessage());
        }
    }
}
