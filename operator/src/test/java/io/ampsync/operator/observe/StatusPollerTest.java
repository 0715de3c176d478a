package io.ampsync.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.WatermarkReport;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusPollerTest {
    private static final ResourceID SYNC = new ResourceID("blocks", "analytics");
    private static final PodAddress POD = new PodAddress("pod", "10.0.0.1", "uid", "r1");

    private final Map<String, SyncReport> pods = new ConcurrentHashMap<>();
    private final AtomicInteger events = new AtomicInteger();
    private StatusPoller poller = poller(Duration.ofMillis(50));

    private StatusPoller poller(Duration pace) {
        StatusPoller made = new StatusPoller(
                ip -> {
                    SyncReport report = pods.get(ip);
                    if (report == null) {
                        throw new IOException("refused");
                    }
                    return StatusReport.of(List.of(report));
                },
                (_, _) -> {},
                new Rhythm(pace, RandomGenerator.getDefault()));
        made.setEventHandler(_ -> events.incrementAndGet());
        return made;
    }

    @AfterEach
    void stop() {
        poller.stop();
    }

    @Test
    void aReportOfTheRightSyncAndRevisionIsTaken() {
        pods.put(POD.ip(), report("uid", "r1", 1));
        poller.watch(SYNC, Set.of(POD));

        await().until(() -> answer().report() != null);
        assertThat(events).hasValueGreaterThan(0);
    }

    @Test
    void aReportOfAnotherRevisionOrSyncIsNoAnswer() {
        pods.put(POD.ip(), report("uid", "r0", 1));
        poller.watch(SYNC, Set.of(POD));
        await().until(() -> answer().silent());
        assertThat(answer().report()).isNull();

        pods.put(POD.ip(), report("another", "r1", 1));
        await().during(Duration.ofMillis(300)).until(() -> answer().report() == null);
    }

    @Test
    void aPodThatFallsSilentLosesItsReportAfterThreePolls() {
        pods.put(POD.ip(), report("uid", "r1", 1));
        poller.watch(SYNC, Set.of(POD));
        await().until(() -> answer().report() != null);

        pods.clear();

        await().until(() -> answer().silent());
        assertThat(answer().report()).isNull();
    }

    @Test
    void progressAloneWakesNobodyAtOnce() {
        pods.put(POD.ip(), report("uid", "r1", 1));
        poller.watch(SYNC, Set.of(POD));
        await().until(() -> answer().report() != null);
        int before = events.get();

        pods.put(POD.ip(), report("uid", "r1", 2));

        await().until(() -> block(answer()) == 2);
        assertThat(events).hasValue(before);
    }

    @Test
    void aPodThatIsNoLongerWatchedIsNotAsked() {
        poller.watch(SYNC, Set.of(POD));
        poller.watch(SYNC, Set.of());

        assertThat(poller.answers(SYNC)).isEmpty();
    }

    @Test
    void threeHundredSilentPodsDoNotDelayTheOthers() throws InterruptedException {
        poller.stop();
        CountDownLatch answered = new CountDownLatch(700);
        StatusPoller many = new StatusPoller(
                ip -> {
                    if (ip.startsWith("silent")) {
                        Thread.sleep(200);
                        throw new IOException("timed out");
                    }
                    answered.countDown();
                    return StatusReport.of(List.of(report("uid", "r1", 1)));
                },
                (_, _) -> {},
                new Rhythm(Duration.ofSeconds(1), RandomGenerator.getDefault()));
        many.setEventHandler(_ -> {});
        poller = many;

        IntStream.range(0, 1000)
                .forEach(number -> many.watch(
                        new ResourceID("sync-" + number, "analytics"),
                        Set.of(new PodAddress("pod" + number, (number < 300 ? "silent" : "") + number, "uid", "r1"))));

        assertThat(answered.await(3, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void thePaceSlowsFromASecondToTenAndNeverFallsIntoStep() {
        Rhythm rhythm = new Rhythm(Duration.ofSeconds(10), RandomGenerator.of("L64X128MixRandom"));

        assertThat(rhythm.pause(1, false, 0)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
        assertThat(rhythm.pause(1, true, 0)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        assertThat(rhythm.pause(5, false, 9)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        assertThat(rhythm.pause(31, false, 0)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
        assertThat(IntStream.range(0, 20)
                        .mapToObj(_ -> rhythm.pause(1, true, 0))
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    private PodAnswer answer() {
        return poller.answers(SYNC).getOrDefault("pod", PodAnswer.NONE);
    }

    private static long block(PodAnswer answer) {
        SyncReport report = answer.report();
        Long block = report == null
                ? null
                : report.tables().getFirst().watermarks().getFirst().block();
        return block == null ? -1 : block;
    }

    private static SyncReport report(String uid, String revision, long block) {
        TableReport table = new TableReport(
                "blocks",
                TableReport.Mode.STREAMING,
                block,
                null,
                List.of(new WatermarkReport("mainnet", block, null, null, null, null)),
                null,
                null);
        return new SyncReport(
                "analytics",
                "blocks",
                uid,
                revision,
                null,
                block,
                SyncReport.State.STARTING,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(table),
                null,
                null);
    }
}
