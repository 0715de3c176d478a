package io.ampsync.runtime.config;

import io.ampsync.api.NearestName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Finds variables that look like ours and are not: a typo must not silently mean the default. */
final class Unknown {
    static final String PREFIX = "AMPSYNC_";

    /** Values of Secret references of manifests; any name may follow. */
    private static final String SECRET_PREFIX = "AMPSYNC_SECRET__";

    private static final Pattern SERVICE_LINK = Pattern.compile("AMPSYNC_(SERVICE_HOST|SERVICE_PORT.*|PORT.*)");
    private static final String SERVICE_HOST = "_SERVICE_HOST";

    /** Settings of the resilience guide that nothing here can be told by, and why; the longest prefix counts. */
    private static final Map<String, String> OF_THE_GUIDE = Map.of(
            "AMPSYNC_IDEMPOTENCY_CLEANUP_DAYS",
            "Remove it: the journal is not deleted by age. Its old entries are merged, the more the farther they are"
                    + " from the checkpoint, so it stays short and no block is ever forgotten.",
            "AMPSYNC_IDEMPOTENCY_",
            "Remove it: the journal of what is stored is part of every commit, and is always on.",
            "AMPSYNC_CHECKPOINT_",
            "Remove it: the checkpoint is part of every commit, and is always on.");

    private Unknown() {}

    static List<Problem> problems(Map<String, String> environment) {
        boolean inCluster = environment.containsKey("KUBERNETES_SERVICE_HOST");
        List<String> known = Variable.ours();
        return new TreeSet<>(environment.keySet())
                .stream()
                        .filter(name -> name.startsWith(PREFIX))
                        .filter(name -> !known.contains(name) && !name.startsWith(SECRET_PREFIX))
                        .filter(name -> !SelectionReader.isOurs(name))
                        .filter(name -> !(inCluster && isServiceLink(name, environment.keySet())))
                        .map(name -> new Problem(name, "there is no such variable", advice(name, known)))
                        .toList();
    }

    /** Kubernetes sets these in every pod for each Service whose name begins with ampsync. */
    private static boolean isServiceLink(String name, Set<String> names) {
        return SERVICE_LINK.matcher(name).matches()
                || names.stream()
                        .filter(other -> other.startsWith(PREFIX) && other.endsWith(SERVICE_HOST))
                        .map(host -> host.substring(0, host.length() - SERVICE_HOST.length()))
                        .anyMatch(service -> name.equals(service + "_PORT")
                                || name.startsWith(service + "_PORT_")
                                || name.startsWith(service + "_SERVICE_"));
    }

    private static String advice(String name, List<String> known) {
        Optional<String> guide = OF_THE_GUIDE.keySet().stream()
                .filter(name::startsWith)
                .max(Comparator.comparingInt(String::length))
                .map(OF_THE_GUIDE::get);
        if (guide.isPresent()) {
            return guide.get();
        }
        List<String> endings = known.stream().map(Unknown::ending).toList();
        return NearestName.of(ending(name), endings)
                .map(nearest -> "Did you mean " + PREFIX + nearest + "?")
                .orElse("Remove it; the known ones are " + String.join(", ", known) + ".");
    }

    private static String ending(String name) {
        return name.substring(PREFIX.length());
    }
}
