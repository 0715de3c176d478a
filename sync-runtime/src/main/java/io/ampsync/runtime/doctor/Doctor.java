package io.ampsync.runtime.doctor;

import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Looks at all areas at once and never longer than its patience. */
public final class Doctor {
    /** For everything together. */
    public static final Duration PATIENCE = Duration.ofMillis(4500);

    private final SequencedMap<Area, Probe> probes = new LinkedHashMap<>();
    private final Duration patience;

    public Doctor(Duration patience) {
        this.patience = patience;
    }

    /** Looks at one area; what it throws becomes a finding. */
    interface Probe {
        void look(Findings into) throws InterruptedException;
    }

    /**
     * What one area showed.
     *
     * @param took in milliseconds
     */
    public record Result(Area area, List<Finding> findings, long took) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    Doctor with(Area area, Probe probe) {
        probes.put(area, probe);
        return this;
    }

    /** One result per area, in the order of {@link Area}. */
    public List<Result> examine() throws InterruptedException {
        long began = System.nanoTime();
        long end = began + patience.toNanos();
        Map<Area, Look> looks = new LinkedHashMap<>();
        probes.forEach((area, probe) -> looks.put(area, new Look(area, probe, began)));
        List<Result> results = new ArrayList<>();
        for (Look look : looks.values()) {
            results.add(look.await(end));
        }
        return results;
    }

    private static final class Look {
        private final Area area;
        private final Findings findings;
        private final long began;
        private final Thread thread;
        private volatile long ended;

        Look(Area area, Probe probe, long began) {
            this.area = area;
            this.findings = new Findings(area);
            this.began = began;
            this.thread = Thread.ofVirtual().name("doctor-" + area.label()).start(() -> run(probe));
        }

        private void run(Probe probe) {
            try {
                probe.look(findings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SyncException e) {
                findings.add(Check.DEFECT, e.explain());
            } catch (RuntimeException | Error e) {
                findings.add(Check.DEFECT, "While " + findings.doing() + ": " + e);
            } finally {
                ended = System.nanoTime();
            }
        }

        Result await(long end) throws InterruptedException {
            boolean done = thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            List<Finding> found = new ArrayList<>(findings.found());
            if (!done) {
                found.add(new Finding(
                        area, Check.NOT_ANSWERING, "Not finished in time: still " + findings.doing() + "."));
                thread.interrupt();
            }
            return new Result(area, found, ((done ? ended : System.nanoTime()) - began) / 1_000_000);
        }
    }
}
