package io.ampsync.runtime.torture;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.stream.ModelChain.Block;
import io.ampsync.runtime.stream.ModelServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The world's server as one process sees it. Every wait for a message is a tick of the history. */
final class TortureSource implements AmpSource {
    private static final Duration WARP = Duration.ofSeconds(20);
    /** A shorter wait is for messages that are at hand. */
    private static final Duration LONG = Duration.ofMillis(100);

    private final World world;
    private final Life life;
    private final SplittableRandom random;

    TortureSource(World world, Life life, SplittableRandom random) {
        this.world = world;
        this.life = life;
        this.random = random;
    }

    @Override
    public PlannedQuery plan(StreamRequest request) {
        if (request.streaming() && world.refuseToPlan > 0) {
            world.refuseToPlan--;
            throw new SyncException(Reason.SOURCE_UNREACHABLE, "refused to plan");
        }
        Optional<Cursor> cursor = request.cursors().values().stream().findFirst();
        return new PlannedQuery() {
            @Override
            public Schema schema() {
                return Content.SCHEMA;
            }

            @Override
            public BatchStream open() {
                world.server.poll();
                if (!request.streaming()) {
                    return new HeadAnswer();
                }
                world.opened(cursor);
                return new Played(world.server.open(cursor));
            }
        };
    }

    private ReceivedBatch batch(List<BlockRange> ranges, boolean complete, List<Content.Row> rows) {
        return new ReceivedBatch(new BatchMetadata(ranges, complete), world.content.batch(rows), 1, () -> {});
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private final class HeadAnswer implements BatchStream {
        private boolean told;

        @Override
        public Next next(Duration wait) {
            if (told || world.server.head().isEmpty()) {
                return new Ended();
            }
            told = true;
            Block head = world.server.head().orElseThrow();
            return new Received(batch(
                    List.of(new BlockRange("anvil", world.server.firstBlock, head.number(), head.hash(), null)),
                    true,
                    List.of()));
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private final class Played implements BatchStream {
        private final ModelServer.Stream stream;
        private final Queue<World.Message> pending = new ArrayDeque<>();
        private boolean closed;

        private Played(ModelServer.Stream stream) {
            this.stream = stream;
        }

        @Override
        public Next next(Duration wait) throws InterruptedException {
            life.tick();
            if (closed) {
                throw new CancellationException("closed");
            }
            if (world.breakStream) {
                world.breakStream = false;
                throw new SyncException(Reason.SOURCE_UNREACHABLE, "broken");
            }
            if (world.endStream) {
                world.endStream = false;
                return new Ended();
            }
            World.Message message = pending.isEmpty() ? next(isShort(wait)) : pending.remove();
            if (message == null) {
                return world.sayNothingYet ? nothingYet() : quiet(wait);
            }
            return new Received(batch(List.of(message.range()), message.complete(), message.rows()));
        }

        private World.@Nullable Message next(boolean atOnce) {
            if (world.silentFor > 0) {
                world.silentFor--;
                return null;
            }
            if (world.sayNothingYet || (atOnce && random.nextInt(3) == 0)) {
                return null;
            }
            world.server.poll();
            Optional<ModelServer.Delivery> delivery = world.next(stream);
            if (delivery.isEmpty()) {
                life.silence(atOnce);
                return null;
            }
            pending.addAll(world.messages(delivery.get()));
            return pending.remove();
        }

        private static boolean isShort(Duration wait) {
            return wait.compareTo(LONG) < 0;
        }

        private Next nothingYet() {
            world.sayNothingYet = false;
            return new Received(batch(List.of(), true, List.of()));
        }

        private Next quiet(Duration wait) throws InterruptedException {
            if (isShort(wait)) {
                life.pass(wait);
            } else {
                life.pass(WARP);
                life.lookAtHeads();
            }
            return new Quiet();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
