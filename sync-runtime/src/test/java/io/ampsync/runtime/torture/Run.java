package io.ampsync.runtime.torture;

import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Plays many histories on a few threads, each with a server of its own. */
final class Run {
    private static final int FEW = 300;
    /** A ground is made anew after so many histories: its tables are full of dead rows. */
    private static final int WORN_OUT = 100;

    private final long[] seeds;
    private final long started = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger played = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final Map<String, Integer> seen = new TreeMap<>();

    Run(long[] seeds) {
        this.seeds = seeds;
    }

    /** A history that went wrong. */
    record Failure(long seed, AssertionError error) {
        /** Of one line, with the command that plays it again. */
        String line() {
            String first =
                    String.valueOf(error.getMessage()).lines().findFirst().orElse("");
            return "FAILED " + first + "; again with: make torture SEEDS=" + seed;
        }
    }

    void play(Consumer<Failure> failed) throws InterruptedException {
        // A history waits for its server half of the time. Many of them are worth the start of more servers.
        Thread[] workers = new Thread[seeds.length < FEW ? 2 : 4];
        for (int i = 0; i < workers.length; i++) {
            String schema = "torture_" + i;
            int port = Server.of(i);
            workers[i] = Thread.ofPlatform().name(schema).start(() -> work(port, schema, failed));
        }
        for (Thread worker : workers) {
            worker.join();
        }
    }

    private void work(int port, String schema, Consumer<Failure> failed) {
        try (Ground ground = new Ground(port, schema)) {
            for (int i = next.getAndIncrement(); i < seeds.length; i = next.getAndIncrement()) {
                if (i % WORN_OUT == WORN_OUT - 1) {
                    ground.dropAll();
                }
                play(seeds[i], ground, failed);
            }
        } catch (SQLException | InterruptedException e) {
            throw new AssertionError("a worker ended", e);
        }
    }

    private void play(long seed, Ground ground, Consumer<Failure> failed) throws SQLException, InterruptedException {
        try {
            Map<String, Integer> events = History.play(seed, ground);
            synchronized (seen) {
                events.forEach((what, times) -> seen.merge(what, times, Integer::sum));
            }
        } catch (AssertionError e) {
            failures.incrementAndGet();
            failed.accept(new Failure(seed, e));
            ground.dropAll();
        }
        played.incrementAndGet();
    }

    int failures() {
        return failures.get();
    }

    String progress() {
        double seconds = (System.nanoTime() - started) / 1e9;
        return "%d of %d histories, %d wrong, %.1f/s"
                .formatted(played.get(), seeds.length, failures.get(), played.get() / seconds);
    }

    /** What happened in all of them, and how often. */
    Map<String, Integer> seen() {
        synchronized (seen) {
            return new TreeMap<>(seen);
        }
    }
}
