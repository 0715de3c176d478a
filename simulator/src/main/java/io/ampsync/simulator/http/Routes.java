package io.ampsync.simulator.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which request is answered by what. Paths that no route fits get 404, other methods 405, both without a body. */
public final class Routes implements Function<HttpRequest, HttpAnswer> {
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;

    /** What a route does; {@code wildcards} are the path segments that stand for a {@code *}. */
    @FunctionalInterface
    public interface Handler {
        HttpAnswer answer(HttpRequest request, List<String> wildcards);
    }

    private record Route(String method, List<String> pattern, Handler handler) {
        Optional<List<String>> wildcards(List<String> path) {
            if (path.size() != pattern.size()) {
                return Optional.empty();
            }
            List<String> found = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                if (pattern.get(i).equals("*")) {
                    found.add(path.get(i));
                } else if (!pattern.get(i).equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(found);
        }
    }

    private final List<Route> routes = new ArrayList<>();

    /**
     * Adds a route.
     *
     * @param pattern for example {@code GET datasets/*}
     */
    public Routes on(String pattern, Handler handler) {
        int space = pattern.indexOf(' ');
        String path = pattern.substring(space + 1);
        routes.add(new Route(
                pattern.substring(0, space), path.isEmpty() ? List.of() : Arrays.asList(path.split("/", -1)), handler));
        return this;
    }

    /** Adds a route without wildcards that does not look at the request. */
    public Routes on(String pattern, Supplier<HttpAnswer> handler) {
        return on(pattern, (_, _) -> handler.get());
    }

    /** The patterns, in the order they were added. */
    public List<String> patterns() {
        return routes.stream()
                .map(route -> route.method() + " /" + String.join("/", route.pattern()))
                .toList();
    }

    @Override
    public HttpAnswer apply(HttpRequest request) {
        boolean known = false;
        for (Route route : routes) {
            Optional<List<String>> wildcards = route.wildcards(request.path());
            if (wildcards.isPresent() && route.method().equals(request.method())) {
                return route.handler().answer(request, wildcards.get());
            }
            known |= wildcards.isPresent();
        }
        return HttpAnswer.empty(known ? METHOD_NOT_ALLOWED : NOT_FOUND);
    }
}
