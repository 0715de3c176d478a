package io.ampsync.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;

/** A server's address. Not repeated in messages once it carries credentials. */
final class Address {
    private static final int AMP_FLIGHT_PORT = 1602;
    private static final Map<String, Integer> HTTP = Map.of("http", 80, "https", 443);
    private static final Map<String, Integer> FLIGHT =
            Map.of("http", 80, "https", 443, "grpc", AMP_FLIGHT_PORT, "grpc+tls", AMP_FLIGHT_PORT);

    private final Reading reading;
    private final Variable variable;

    Address(Reading reading, Variable variable) {
        this.reading = reading;
        this.variable = variable;
    }

    /** A gRPC server: scheme, host and port only. */
    Optional<URI> flight() {
        return read(FLIGHT).filter(uri -> {
            boolean bare = uri.getPath().isEmpty();
            if (!bare) {
                reading.problem(variable, "a gRPC server has no path", "Write " + example() + ".");
            }
            return bare;
        });
    }

    /** An HTTP server, perhaps below a path. */
    Optional<URI> http() {
        return read(HTTP);
    }

    private Optional<URI> read(Map<String, Integer> ports) {
        String text = reading.text(variable);
        URI uri;
        try {
            uri = new URI(text.replaceFirst("/+$", ""));
        } catch (URISyntaxException _) {
            return wrong("it is not a URL");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return wrong("it has more than a scheme, a host, a port and a path");
        }
        if (uri.getScheme() == null || !ports.containsKey(uri.getScheme())) {
            return wrong("its scheme is none of "
                    + String.join(", ", ports.keySet().stream().sorted().toList()));
        }
        if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
            return wrong("it has no valid host and port (a host name has no underscores)");
        }
        int port = uri.getPort() < 0 ? ports.get(uri.getScheme()) : uri.getPort();
        return Optional.of(URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port + uri.getRawPath()));
    }

    private Optional<URI> wrong(String what) {
        reading.problem(variable, what, "Write " + example() + "; a token goes into AMP_AUTH_TOKEN.");
        return Optional.empty();
    }

    private String example() {
        return variable.byDefault().orElseThrow();
    }
}
