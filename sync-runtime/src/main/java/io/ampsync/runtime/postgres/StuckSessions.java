package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that keep one of our sessions from a lock for longer than the grace: a writer that hangs, or
 * whose host is gone, would otherwise hold its locks until the server notices. A session that itself waits for a lock
 * is spared; its own lock timeout ends it.
 */
final class StuckSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StuckSessions.class);
    private static final Duration EVERY = Duration.ofMillis(500);

    private final TargetDatabase database;
    private final Thread watcher;

    private StuckSessions(TargetDatabase database, Thread watcher) {
        this.database = database;
        this.watcher = watcher;
    }

    /** Watches the backend until closed. */
    static StuckSessions watch(TargetDatabase database, int backendPid) {
        return new StuckSessions(
                database, Thread.ofVirtual().name("stuck-sessions").start(() -> run(database, backendPid)));
    }

    private static void run(TargetDatabase database, int backendPid) {
        try {
            Thread.sleep(database.limits().grace());
            while (!Thread.currentThread().isInterrupted()) {
                terminate(database, backendPid);
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException done) {
            Thread.currentThread().interrupt();
        }
    }

    private static void terminate(TargetDatabase database, int backendPid) {
        try (Session session = database.freshSession()) {
            for (Row row : session.run(Script.of("""
                            SELECT a.pid, a.application_name, pg_terminate_backend(a.pid)
                            FROM pg_stat_activity a
                            WHERE a.pid = ANY (pg_blocking_pids(?)) AND a.wait_event_type IS DISTINCT FROM 'Lock'""", backendPid)).rows()) {
                LOG.warn(
                        "database_session_terminated pid={} application={} done={}",
                        row.number(0),
                        row.textOrNull(1),
                        row.flag(2));
            }
        } catch (SQLException e) {
            LOG.warn("Cannot end the session that holds our lock: {}", e.getMessage());
        }
    }

    /** Ends the watch, and waits for that: later waits for locks are none of its business. */
    @Override
    public void close() {
        watcher.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            // The interrupt closes the socket under a query, so this is short.
            watcher.join(database.limits().grace());
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
