package io.ampsync.bench.stage;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;

/** The PostgreSQL that comes with the tests; it is slower than a distribution's. */
final class EmbeddedCluster implements AutoCloseable {
    private final EmbeddedPostgres server;

    private EmbeddedCluster(EmbeddedPostgres server) {
        this.server = server;
    }

    static EmbeddedCluster start() throws IOException {
        return new EmbeddedCluster(EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start());
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
