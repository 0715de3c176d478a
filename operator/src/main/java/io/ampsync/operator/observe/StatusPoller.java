package io.ampsync.operator.observe;

import io.ampsync.api.SyncReport;
import io.ampsync.operator.AmpSync;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every running pod for its report, each on a virtual thread of its own, so many at a time, and wakes the
 * reconciler when one says something new. Which pods there are is told by each reconciliation.
 */
public final class StatusPoller extends AbstractEventSource<SyncReport, AmpSync> {
    private static final Logger LOG = LoggerFactory.getLogger(StatusPoller.class);
    private static final int IN_FLIGHT = 256;
    private static final Duration PACE = Duration.ofSeconds(10);
    private static final Duration PROGRESS = Duration.ofSeconds(30);

    private final ReportSource source;
    private final PollTimes times;
    private final Rhythm rhythm;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
    private final Map<ResourceID, Map<PodAddress, Asking>> syncs = new ConcurrentHashMap<>();

    public StatusPoller(ReportSource source, PollTimes times, RandomGenerator random) {
        this(source, times, new Rhythm(PACE, random));
    }

    StatusPoller(ReportSource source, PollTimes times, Rhythm rhythm) {
        super(SyncReport.class, "status-poller");
        this.source = source;
        this.times = times;
        this.rhythm = rhythm;
    }

    /** Asks exactly these pods of a sync from now on. */
    public void watch(ResourceID sync, Set<PodAddress> pods) {
        syncs.compute(sync, (_, known) -> {
            Map<PodAddress, Asking> asked = known == null ? new ConcurrentHashMap<>() : known;
            asked.entrySet().removeIf(entry -> {
                boolean gone = !pods.contains(entry.getKey());
                if (gone) {
                    entry.getValue().thread.interrupt();
                }
                return gone;
            });
            for (PodAddress pod : pods) {
                asked.computeIfAbsent(pod, _ -> new Asking(sync, pod));
            }
            return asked.isEmpty() ? null : asked;
        });
    }

    /** The last answers of a sync's pods, by UID of the pod. */
    public Map<String, PodAnswer> answers(ResourceID sync) {
        return syncs.getOrDefault(sync, Map.of()).entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().uid(), entry -> entry.getValue().answer));
    }

    @Override
    public Set<SyncReport> getSecondaryResources(AmpSync sync) {
        return answers(ResourceID.fromResource(sync)).values().stream()
                .flatMap(answer -> Stream.ofNullable(answer.report()))
                .collect(Collectors.toSet());
    }

    @Override
    public void stop() {
        super.stop();
        syncs.keySet().forEach(sync -> watch(sync, Set.of()));
    }

    /** One pod being asked. */
    private final class Asking implements Runnable {
        private final ResourceID sync;
        private final PodAddress pod;
        private final Thread thread;
        private volatile PodAnswer answer = PodAnswer.NONE;
        private long told = System.nanoTime();

        Asking(ResourceID sync, PodAddress pod) {
            this.sync = sync;
            this.pod = pod;
            this.thread = Thread.ofVirtual().name("poll-" + sync).start(this);
        }

        @Override
        public void run() {
            try {
                for (int polls = 1; !Thread.currentThread().isInterrupted(); polls++) {
                    ask();
                    SyncReport report = answer.report();
                    boolean settled = report != null && report.state() == SyncReport.State.RUNNING;
                    Thread.sleep(rhythm.pause(polls, settled, answer.failures()));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void ask() throws InterruptedException {
            PodAnswer before = answer;
            inFlight.acquire();
            long started = System.nanoTime();
            try {
                answer = source.ask(pod.ip()).syncs().stream()
                        .filter(report -> pod.instanceUid().equals(report.instanceUid()))
                        .filter(report -> pod.revision().equals(report.revision()))
                        .findFirst()
                        .map(before::said)
                        .orElseGet(before::unanswered);
                times.polled(Duration.ofNanos(System.nanoTime() - started), true);
            } catch (IOException e) {
                LOG.debug("{} at {} does not answer: {}", sync, pod.ip(), e.getMessage());
                answer = before.unanswered();
                times.polled(Duration.ofNanos(System.nanoTime() - started), false);
            } finally {
                inFlight.release();
            }
            if (worthTelling(before, answer)) {
                told = System.nanoTime();
                getEventHandler().handleEvent(new Event(sync));
            }
        }

        private boolean worthTelling(PodAnswer before, PodAnswer now) {
            SyncReport old = before.report();
            SyncReport report = now.report();
            if (old == null || report == null) {
                return old != null || report != null || before.silent() != now.silent();
            }
            return !News.of(old).equals(News.of(report))
                    || (News.atHead(report) && !News.atHead(old))
                    || (!report.equals(old) && System.nanoTime() - told > PROGRESS.toNanos());
        }
    }
}
