package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.ScriptedServer.End;
import io.ampsync.runtime.flight.ScriptedServer.Fail;
import io.ampsync.runtime.flight.ScriptedServer.Send;
import io.ampsync.runtime.flight.ScriptedServer.Step;
import io.ampsync.runtime.flight.ScriptedServer.WaitFor;
import io.grpc.Status;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** Waiting, stalling, cancelling, reconnecting: everything that depends on time or on another thread. */
class FlightFlowTest extends FlightFixture {
    private static final int MESSAGE = 256 * 1024;

    @Test
    void aStalledReaderHoldsBackTheServerAndGoesOnWhenItReads() throws InterruptedException {
        int messages = 200;
        long window = 1 << 20;
        List<Step> script = new ArrayList<>(List.of(new Send(Wire.schema(Wire.ROWS))));
        Send rows = new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), MESSAGE, 0));
        IntStream.range(0, messages).forEach(any -> script.add(rows));
        script.add(new End());
        server.plays(script.toArray(Step[]::new));
        FlightSource source = source(settings("http://localhost:" + server.port(), 32 << 20, window));
        try (BatchStream stream = source.plan(STREAM).open()) {
            await().until(() -> allocator.getAllocatedMemory() > window);
            await().during(Duration.ofMillis(300))
                    .atMost(SOON)
                    .until(() -> allocator.getPeakMemoryAllocation() <= 2 * window + 4 * MESSAGE);
            assertThat(server.sentBytes()).isLessThan((long) messages * MESSAGE / 2);

            for (int i = 0; i < messages; i++) {
                receive(stream).close();
            }
            assertThat(stream.next(SOON)).isEqualTo(new BatchStream.Ended());
        }
        // Bodies of a little more than 256 KiB are charged as 512 KiB.
        assertThat(allocator.getPeakMemoryAllocation()).isLessThanOrEqualTo(2 * window + 4 * MESSAGE);
    }

    @Test
    void batchesThatAreHeldCountAgainstTheWindowOfTheirStreamOnly() throws InterruptedException {
        Send rows = new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), MESSAGE, 0));
        FlightSource source = source(settings("http://localhost:" + server.port(), 32 << 20, MESSAGE));
        for (int stream = 0; stream < 2; stream++) {
            server.plays(new Send(Wire.schema(Wire.ROWS)), rows, rows, new End());
        }
        try (BatchStream stalled = source.plan(STREAM).open();
                BatchStream other = source.plan(STREAM).open()) {
            ReceivedBatch held = receive(stalled);
            assertThat(stalled.next(Duration.ofMillis(100))).isEqualTo(new BatchStream.Quiet());
            receive(other).close();
            receive(other).close();
            assertThat(other.next(SOON)).isEqualTo(new BatchStream.Ended());

            held.close();
            held.close();
            receive(stalled).close();
        }
    }

    @Test
    void aSourceThatWasClosedHoldsNoMemoryEvenInTheMiddleOfAMessage() {
        Send rows = new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 8 * MESSAGE, 0));
        for (int attempt = 0; attempt < 30; attempt++) {
            List<Step> script = new ArrayList<>(List.of(new Send(Wire.schema(Wire.ROWS))));
            IntStream.range(0, 50).forEach(any -> script.add(rows));
            server.plays(script.toArray(Step[]::new));
            RootAllocator own = new RootAllocator();
            FlightSource source =
                    new FlightSource(settings("http://localhost:" + server.port(), 32 << 20, 1 << 30), own);
            source.plan(STREAM).open();
            int messages = attempt % 5;
            await().pollInterval(Duration.ofMillis(1)).until(() -> own.getAllocatedMemory() > messages * 8L * MESSAGE);
            source.close();
            // Throws if anything is left.
            own.close();
        }
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    @Test
    void aMessageLargerThanTheWindowIsTakenAloneAndTheNextOnlyAfterIt() throws InterruptedException {
        Send rows = new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), MESSAGE, 0));
        server.plays(new Send(Wire.schema(Wire.ROWS)), rows, rows, new End());
        FlightSource source = source(settings("http://localhost:" + server.port(), 32 << 20, MESSAGE + MESSAGE / 2));
        try (BatchStream stream = source.plan(STREAM).open()) {
            ReceivedBatch first = receive(stream);
            assertThat(stream.next(Duration.ofMillis(100))).isEqualTo(new BatchStream.Quiet());
            first.close();
            receive(stream).close();
            assertThat(stream.next(SOON)).isEqualTo(new BatchStream.Ended());
        }
    }

    @Test
    void closeFromAnotherThreadUnblocksWithin50Milliseconds() throws Exception {
        // The best of a few: a busy machine may pause us for longer than that.
        long best = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5; attempt++) {
            BatchStream stream = source().plan(STREAM).open();
            CompletableFuture<Long> returned = waiting(stream);
            long closed = System.nanoTime();
            stream.close();
            best = Math.min(best, returned.get(10, TimeUnit.SECONDS) - closed);
            assertThatThrownBy(() -> stream.next(SOON)).isInstanceOf(CancellationException.class);
            stream.close();
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(50));
    }

    /** A virtual thread that waits in next; the time at which it came back. */
    private static CompletableFuture<Long> waiting(BatchStream stream) {
        CompletableFuture<Long> returned = new CompletableFuture<>();
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                BatchStream.Next next = stream.next(Duration.ofDays(365_000_000));
                returned.completeExceptionally(new AssertionError(next));
            } catch (CancellationException | InterruptedException e) {
                returned.complete(System.nanoTime());
            }
        });
        await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
        return returned;
    }

    @Test
    void anInterruptEndsTheWait() {
        try (BatchStream stream = source().plan(STREAM).open()) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> stream.next(SOON)).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void anInterruptEndsAPlanAndStaysSet() {
        server.plans(new WaitFor(new CountDownLatch(1)));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> source().plan(STREAM)).isInstanceOf(SyncException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatNobodyFetchedIsReleasedOnClose() {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), MESSAGE, 0)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), MESSAGE, 0)));
        BatchStream stream = source().plan(STREAM).open();
        await().until(() -> allocator.getAllocatedMemory() > 2 * MESSAGE);
        stream.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
    }

    @Test
    void closingWhileMessagesPourInLeaksNothing() {
        Send rows = new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 10_000, 0));
        for (int round = 0; round < 50; round++) {
            List<Step> script = new ArrayList<>(List.of(new Send(Wire.schema(Wire.ROWS))));
            IntStream.range(0, 100).forEach(any -> script.add(rows));
            server.plays(script.toArray(Step[]::new));
            BatchStream stream = source().plan(STREAM).open();
            long enough = round * 10_000L;
            await().pollInterval(Duration.ofMillis(1)).until(() -> allocator.getAllocatedMemory() >= enough);
            stream.close();
        }
        await().until(() -> allocator.getAllocatedMemory() == 0);
    }

    @Test
    void aBatchOutlivesItsStreamAndItsSource() throws InterruptedException {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)), new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 5, 42)));
        ReceivedBatch batch;
        try (FlightSource source = source();
                BatchStream stream = source.plan(STREAM).open()) {
            batch = receive(stream);
        }
        try (batch) {
            assertThat(batch.rows().contentToTSVString()).contains("42");
        }
    }

    @Test
    void aLongSilenceIsEndedByTheServersMessage() throws InterruptedException {
        CountDownLatch speak = new CountDownLatch(1);
        server.plays(
                new WaitFor(speak),
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 5, 1)));
        try (BatchStream stream = source().plan(STREAM).open()) {
            assertThat(stream.next(Duration.ofMillis(300))).isEqualTo(new BatchStream.Quiet());
            speak.countDown();
            receive(stream).close();
        }
    }

    @Test
    void aServerThatComesBackIsReachedWithinASecond() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        FlightSource source = source(settings(port));
        for (int attempt = 0; attempt < 10; attempt++) {
            assertUnreachable(source);
        }
        try (ScriptedServer back = ScriptedServer.start(port).plans(Wire.info(Wire.ROWS))) {
            long start = System.nanoTime();
            assertThat(source.plan(STREAM).schema()).isEqualTo(Wire.ROWS);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
            assertThat(back.calls()).hasSize(1);
        }
    }

    @Test
    void aServerThatDiesEndsTheStreamAndAnotherOneIsUsedAtOnce() throws InterruptedException {
        int port = server.port();
        FlightSource source = source();
        try (BatchStream stream = source.plan(STREAM).open()) {
            assertThat(stream.next(Duration.ofMillis(50))).isEqualTo(new BatchStream.Quiet());
            server.close();
            assertThatThrownBy(() -> stream.next(SOON))
                    .isInstanceOf(SyncException.class)
                    .extracting(e -> ((SyncException) e).reason())
                    .isEqualTo(Reason.SOURCE_UNREACHABLE);
        }
        assertUnreachable(source);
        try (ScriptedServer back = ScriptedServer.start(port).plans(Wire.info(Wire.ROWS))) {
            assertThat(source.plan(STREAM).schema()).isEqualTo(Wire.ROWS);
            assertThat(back.calls()).hasSize(1);
        }
    }

    @Test
    void aLostConnectionOfOneCallLeavesTheOthersAlone() throws InterruptedException {
        CountDownLatch speak = new CountDownLatch(1);
        server.plays(new WaitFor(speak), new Send(Wire.schema(Wire.ROWS)), new End())
                .plays(new Fail(Status.UNAVAILABLE.withDescription("a gateway's whim")));
        FlightSource source = source();
        try (BatchStream quiet = source.plan(STREAM).open()) {
            await().until(() -> server.calls().size() == 2);
            try (BatchStream failing = source.plan(STREAM).open()) {
                assertThatThrownBy(() -> failing.next(SOON)).hasMessageContaining("a gateway's whim");
            }
            assertThat(source.plan(STREAM).schema()).isEqualTo(Wire.ROWS);
            speak.countDown();
            assertThat(quiet.next(SOON)).isEqualTo(new BatchStream.Ended());
        }
    }

    @Test
    void aPlanThatGetsNoAnswerHasADeadline() {
        server.plans(new WaitFor(new CountDownLatch(1)));
        FlightSource source = source(settings(server.port()));

        assertThatThrownBy(() -> source.plan(STREAM))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("does not answer")
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.SOURCE_UNREACHABLE);
    }

    @Test
    void closingTheSourceEndsAPlanThatWaits() throws Exception {
        server.plans(new WaitFor(new CountDownLatch(1)));
        FlightSource source = source(settings(server.port()));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread planning = Thread.startVirtualThread(() -> {
            try {
                source.plan(STREAM);
            } catch (CancellationException | SyncException e) {
                thrown.set(e);
            }
        });
        await().until(() -> !server.calls().isEmpty());
        source.close();
        planning.join();
        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    }

    private static void assertUnreachable(FlightSource source) {
        assertThatThrownBy(() -> source.plan(STREAM))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("cannot be reached")
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.SOURCE_UNREACHABLE);
    }
}
