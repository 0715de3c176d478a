package io.ampsync.runtime.torture;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.ModelChain;
import io.ampsync.runtime.stream.ModelChain.Block;
import io.ampsync.runtime.stream.ModelServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.arrow.memory.RootAllocator;

/** A chain, the server that shows it, and what the two do; also what the server should not do. */
final class World implements AutoCloseable {
    /** Rows of a microbatch that no buffer of the small kind takes at once. */
    private static final int LARGE = 60;

    /** One message of a stream. */
    record Message(BlockRange range, boolean complete, List<Content.Row> rows) {}

    final RootAllocator allocator = new RootAllocator();
    final ModelChain chain;
    final ModelServer server;
    final Content content;
    private final SplittableRandom random;
    private final Consumer<String> count;
    private final Random shuffle;
    private final Map<BlockHash, Block> lies = new HashMap<>();
    private Block earlierTip;
    private int hashesInvented;
    boolean forkBelowFirstBlock;
    boolean lied;

    /** The table holds a range: the first one is believed whatever it is. */
    boolean begun;

    /** What the next microbatches of any stream suffer. */
    int leaveOut;

    int leftOut;
    int redeliver;
    int lieAbout;
    int silentFor;
    int refuseToPlan;
    boolean endStream;
    boolean breakStream;
    boolean sayNothingYet;

    /** The last block of what the newest stream has sent. */
    long sent = -1;

    /** @param count hears what the server shows, by name */
    World(SplittableRandom random, Consumer<String> count) {
        this.random = random;
        this.count = count;
        shuffle = new Random(random.nextLong());
        chain = new ModelChain(random.split(), random.nextInt(3) == 0 ? 25 : 0);
        long firstBlock = random.nextInt(3) == 0 ? 5 : 0;
        chain.grow(7);
        while (chain.blocks().stream().noneMatch(block -> block.number() == firstBlock)) {
            chain.reorg(0, 12);
        }
        server = new ModelServer(chain, random.split(), firstBlock, random.nextInt(3) == 0, random.nextInt(8) == 0);
        content = new Content(allocator, random.split());
        earlierTip = chain.head();
    }

    /** The block of a checkpoint or boundary, also where the server lied about its hash. */
    Optional<Block> find(Cursor cursor) {
        return chain.find(cursor)
                .or(() -> Optional.ofNullable(lies.get(cursor.hash()))
                        .filter(block -> block.number() == cursor.number()));
    }

    /** Replaces everything above a block; the server's first block may go, its number stays. */
    void reorg(long fork, int length) {
        long above = Math.max(fork, server.firstBlock - 2);
        earlierTip = chain.head();
        forkBelowFirstBlock |= above < server.firstBlock;
        if (above < 0) {
            chain.replaceAll(length);
        } else {
            chain.reorg(above, length);
        }
        while (chain.blocks().stream().noneMatch(block -> block.number() == server.firstBlock)) {
            chain.reorg(server.firstBlock - 2, 6);
        }
    }

    void backToEarlierChain() {
        if (earlierTip.number() > server.firstBlock) {
            Block tip = earlierTip;
            earlierTip = chain.head();
            forkBelowFirstBlock = true;
            chain.switchTo(tip);
        }
    }

    /** The messages of a microbatch: cut anywhere, the rows of a block in any order, with keep-alives. */
    List<Message> messages(ModelServer.Delivery delivery) {
        List<Content.Row> rows = new ArrayList<>();
        for (Block block : delivery.blocks()) {
            List<Content.Row> own = new ArrayList<>(content.of(block).stream()
                    .map(cells -> new Content.Row(block, cells))
                    .toList());
            Collections.shuffle(own, shuffle);
            rows.addAll(own);
        }
        BlockRange range = delivery.range();
        sent = range.end();
        note(delivery, rows.size());
        List<Message> messages = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            count.accept("keep-alives");
            messages.add(new Message(range, false, List.of()));
        }
        boolean onCompletion = random.nextInt(4) == 0;
        int longest = 1 + random.nextInt(40);
        int at = 0;
        while (at < rows.size()) {
            int end = Math.min(rows.size(), at + 1 + random.nextInt(longest));
            boolean last = end == rows.size() && onCompletion;
            messages.add(new Message(range, last, List.copyOf(rows.subList(at, end))));
            if (random.nextInt(8) == 0 && !last) {
                messages.add(new Message(range, false, List.of()));
            }
            at = end;
        }
        if (rows.isEmpty() || !onCompletion) {
            messages.add(new Message(range, true, List.of()));
        }
        if (lieAbout > 0 && begun) {
            lieAbout--;
            return lie(messages, delivery);
        }
        return messages;
    }

    /** A stream, which cuts its microbatches in a way of its own. */
    void opened(Optional<Cursor> cursor) {
        sent = cursor.map(Cursor::number).orElse(-1L);
        if (cursor.isPresent()) {
            count.accept("streams resumed");
        }
    }

    private void note(ModelServer.Delivery delivery, int rows) {
        if (rows == 0) {
            count.accept("empty microbatches");
        } else if (rows > LARGE) {
            count.accept("large microbatches");
        }
        if (delivery.range().end() - delivery.range().start()
                >= delivery.blocks().size()) {
            count.accept("skipped numbers");
        }
    }

    private List<Message> lie(List<Message> messages, ModelServer.Delivery delivery) {
        BlockRange range = delivery.range();
        lied = true;
        int kind = random.nextInt(6);
        BlockHash invented = invented();
        BlockRange wrong = switch (kind) {
            case 0, 1 -> {
                lies.put(invented, delivery.blocks().getLast());
                yield new BlockRange(range.network(), range.start(), range.end(), invented, range.prevHash());
            }
            case 2 ->
                range.start() == 0
                        ? range
                        : new BlockRange(range.network(), range.start(), range.end(), range.hash(), invented);
            case 3 -> new BlockRange(range.network(), range.start(), range.end(), BlockHash.ZERO, range.prevHash());
            case 4 -> new BlockRange(range.network(), range.end() + 3, range.end() + 9, invented, range.hash());
            default -> range;
        };
        List<Message> told = new ArrayList<>();
        for (Message message : messages) {
            // A microbatch that changes its mind is told rightly at first.
            boolean right = kind == 4 && told.isEmpty();
            told.add(new Message(right ? range : wrong, message.complete(), message.rows()));
        }
        if (kind == 5 && !delivery.blocks().isEmpty()) {
            Block last = delivery.blocks().getLast();
            Block beyond = new Block(last.number() + 1, invented, last);
            told.addFirst(new Message(range, false, List.of(new Content.Row(beyond, new Content.Cells(1, null)))));
        }
        return told;
    }

    private BlockHash invented() {
        return BlockHash.of(
                ByteBuffer.allocate(32).putLong(-1).putInt(++hashesInvented).array());
    }

    /** The next microbatch of a stream, or silence. */
    Optional<ModelServer.Delivery> next(ModelServer.Stream stream) {
        if (redeliver > 0) {
            server.redeliveries++;
            stream.redeliver(redeliver);
            redeliver = 0;
        }
        Optional<ModelServer.Delivery> delivery = stream.next();
        if (delivery.isPresent() && leaveOut > 0 && begun) {
            leaveOut--;
            leftOut++;
            return stream.next();
        }
        return delivery;
    }

    /** The server showed one chain, and said nothing that could be taken for a reorg. */
    boolean neverReorganised() {
        return server.otherChains == 0 && server.redeliveries == 0 && leftOut == 0 && !server.namesNoParents && !lied;
    }

    /** From now on everything is as it should be, and the chain higher than ever. */
    void calmDown() {
        server.ignoreCursors(0);
        leaveOut = 0;
        redeliver = 0;
        lieAbout = 0;
        silentFor = 0;
        refuseToPlan = 0;
        endStream = false;
        breakStream = false;
        sayNothingYet = false;
        server.longestMicrobatch = 25;
        server.aligned = true;
        chain.growBeyondAll();
    }

    @Override
    public void close() {
        allocator.close();
    }
}
