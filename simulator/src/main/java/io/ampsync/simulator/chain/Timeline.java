package io.ampsync.simulator.chain;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One canonical history of a synthetic chain: the blocks {@code first..head}, where block {@code n} belongs to the fork
 * with the greatest starting point at or below {@code n}. Immutable; any block is computed without its predecessors.
 */
final class Timeline {
    private final SyntheticChain.Shape shape;
    private final long[] points;
    private final long[] salts;
    private final long head;

    private Timeline(SyntheticChain.Shape shape, long[] points, long[] salts, long head) {
        this.shape = shape;
        this.points = points;
        this.salts = salts;
        this.head = head;
    }

    /** Nothing synced: the head lies below the first block. */
    static Timeline empty(SyntheticChain.Shape shape) {
        return new Timeline(shape, new long[] {shape.firstBlock()}, new long[] {0}, shape.firstBlock() - 1);
    }

    long head() {
        return head;
    }

    boolean isEmpty() {
        return head < shape.firstBlock();
    }

    /** Lowest number with a block. */
    long first() {
        long number = shape.firstBlock();
        while (shape.skips(number)) {
            number++;
        }
        return number;
    }

    /** Highest number with a block. */
    long top() {
        long number = head;
        while (number > shape.firstBlock() && shape.skips(number)) {
            number--;
        }
        return number;
    }

    Timeline extendTo(long newHead) {
        return new Timeline(shape, points, salts, newHead);
    }

    /** Replaces everything from {@code point} on by blocks of another salt. */
    Timeline forkAt(long point, long salt, long newHead) {
        int kept = 0;
        while (kept < points.length && points[kept] < point) {
            kept++;
        }
        long[] newPoints = Arrays.copyOf(points, kept + 1);
        long[] newSalts = Arrays.copyOf(salts, kept + 1);
        newPoints[kept] = point;
        newSalts[kept] = salt;
        return new Timeline(shape, newPoints, newSalts, newHead);
    }

    /** True if every block of this history is also a block of {@code other}. */
    boolean isPrefixOf(Timeline other) {
        // Histories that share a block share everything below it.
        return isEmpty() || other.has(head, salt(head));
    }

    Optional<Block> block(long number) {
        if (number < shape.firstBlock() || number > head || shape.skips(number)) {
            return Optional.empty();
        }
        return Optional.of(new Block(number, hash(number), parentHash(number), shape.timestampSeconds(number)));
    }

    /** Whether block {@code number} belongs to the fork {@code salt}. */
    boolean has(long number, long salt) {
        return number >= shape.firstBlock() && number <= head && salt(number) == salt;
    }

    /** The forks of which {@code other} lacks a block that is here. */
    LongStream forksCutBy(Timeline other) {
        LongStream.Builder cut = LongStream.builder();
        for (int i = points.length - 1; i >= 0; i--) {
            long top = i + 1 < points.length ? Math.min(head, points[i + 1] - 1) : head;
            if (other.has(top, salts[i])) {
                // Then they agree on everything below too.
                break;
            }
            if (points[i] <= top) {
                cut.add(salts[i]);
            }
        }
        return cut.build();
    }

    private Hash hash(long number) {
        return shape.hash(number, salt(number));
    }

    private Hash parentHash(long number) {
        if (number == 0) {
            return Hash.ZERO;
        }
        long parent = number - 1;
        while (parent > 0 && shape.skips(parent)) {
            parent--;
        }
        return hash(parent);
    }

    long salt(long number) {
        int found = Arrays.binarySearch(points, number);
        int index = found >= 0 ? found : -found - 2;
        return index < 0 ? 0 : salts[index];
    }
}
