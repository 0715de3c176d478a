package io.ampsync.operator.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operator is told by its environment.
 *
 * @param runtimeImage of the pods that sync, unless an AmpSync names another
 * @param operatorNamespace of its Lease, and let in by NetworkPolicies
 * @param port of /healthz, /readyz and /metrics; 0 takes a free one
 */
record Settings(
        String runtimeImage,
        Watch watch,
        String operatorNamespace,
        boolean readSecrets,
        boolean leaderElection,
        int port) {
    static final String RUNTIME_IMAGE = "RUNTIME_IMAGE";
    static final String WATCH_NAMESPACES = "WATCH_NAMESPACES";
    static final String WATCH_ALL = "WATCH_ALL";
    static final String WATCH_SELECTOR = "WATCH_SELECTOR";
    static final String OPERATOR_NAMESPACE = "OPERATOR_NAMESPACE";
    static final String READ_SECRETS = "READ_SECRETS";
    static final String LEADER_ELECTION = "LEADER_ELECTION";
    static final String PORT = "PORT";

    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException that names the variable, the option and the fix */
    static Settings of(Map<String, String> environment) {
        String image = text(environment, RUNTIME_IMAGE);
        if (image == null) {
            throw new IllegalArgumentException(
                    "Name the image of the pods that sync by --runtime-image or " + RUNTIME_IMAGE + ".");
        }
        String named = text(environment, OPERATOR_NAMESPACE);
        String own = named == null ? "default" : named;
        return new Settings(
                image,
                Watch.of(
                        list(environment),
                        flag(environment, WATCH_ALL, "--all-namespaces", false),
                        text(environment, WATCH_SELECTOR),
                        own),
                own,
                flag(environment, READ_SECRETS, "--read-secrets", true),
                flag(environment, LEADER_ELECTION, "--leader-election", true),
                port(environment));
    }

    private static @Nullable String text(Map<String, String> environment, String variable) {
        String text = environment.get(variable);
        return text == null || text.isBlank() ? null : text.strip();
    }

    private static List<String> list(Map<String, String> environment) {
        String names = text(environment, WATCH_NAMESPACES);
        return names == null
                ? List.of()
                : Arrays.stream(names.split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    private static boolean flag(Map<String, String> environment, String variable, String option, boolean byDefault) {
        String text = text(environment, variable);
        if (text == null) {
            return byDefault;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new IllegalArgumentException(
                        variable + " (" + option + ") is \"" + text + "\"; say true or false.");
        };
    }

    private static int port(Map<String, String> environment) {
        String text = text(environment, PORT);
        if (text == null) {
            return 8080;
        }
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // As a number that no port has.
        }
        throw new IllegalArgumentException(
                PORT + " (--port) is \"" + text + "\"; say a number from 0 to " + HIGHEST_PORT + ".");
    }
}
