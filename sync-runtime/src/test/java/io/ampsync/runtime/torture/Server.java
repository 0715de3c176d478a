package io.ampsync.runtime.torture;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL for each thread that plays histories: none waits for another's, and nothing has to survive the machine. */
final class Server {
    private static final String SETTINGS = """
            max_connections=40
            fsync=off
            full_page_writes=off
            wal_level=minimal
            max_wal_senders=0
            shared_buffers=48MB
            max_wal_size=128MB
            synchronous_commit=off
            autovacuum=off
            log_min_messages=panic
            jit=off
            plan_cache_mode=force_generic_plan
            """;

    private static final List<EmbeddedPostgres> RUNNING = new ArrayList<>();

    private Server() {}

    /** The port of the server of a worker, started when it is first asked for, gone with the JVM. */
    static synchronized int of(int worker) {
        try {
            while (RUNNING.size() <= worker) {
                EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
                SETTINGS.lines().map(line -> line.split("=", 2)).forEach(it -> builder.setServerConfig(it[0], it[1]));
                RUNNING.add(builder.start());
            }
            return RUNNING.get(worker).getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
