package io.ampsync.simulator.admin;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.http.HttpAnswer;
import io.ampsync.simulator.http.HttpPort;
import io.ampsync.simulator.http.HttpRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The Admin port of a simulator. */
public final class AdminPort implements AutoCloseable {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final AmpSimulator simulator;
    private final Function<HttpRequest, HttpAnswer> api;
    private final AdminFaults faults = new AdminFaults();
    private final HttpPort http;

    private AdminPort(AmpSimulator simulator, int port) throws IOException {
        this.simulator = simulator;
        api = simulator.era().isHead()
                ? new HeadApi(simulator.catalog()).routes()
                : new SeedApi(simulator.era(), simulator.catalog()).routes();
        http = HttpPort.start(port, this::answer);
    }

    /** Serves in the simulator's era, with its catalog and its token. Port 0 picks a free one. */
    public static AdminPort start(AmpSimulator simulator, int port) throws IOException {
        return new AdminPort(simulator, port);
    }

    public AdminFaults faults() {
        return faults;
    }

    public int port() {
        return http.port();
    }

    /** For example {@code http://127.0.0.1:1610}. */
    public String url() {
        return http.url();
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpAnswer answer(HttpRequest request) {
        if (simulator.era().isHead() && request.path().equals(List.of("healthz"))) {
            return HttpAnswer.empty(OK);
        }
        Duration delay = faults.delay();
        if (delay.isPositive() && !slept(delay)) {
            return HttpAnswer.empty(503);
        }
        Optional<String> token = simulator.behaviour().token();
        if (token.isPresent() && !request.authorization().equals(Optional.of("Bearer " + token.get()))) {
            return new Refusal(UNAUTHORIZED, "UNAUTHORIZED", "missing or wrong bearer token").answer();
        }
        return faults.strike().orElseGet(() -> {
            try {
                return api.apply(request);
            } catch (Refusal refusal) {
                return refusal.answer();
            }
        });
    }

    private static boolean slept(Duration delay) {
        try {
            Thread.sleep(delay);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
