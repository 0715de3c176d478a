package io.ampsync.simulator.chain;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of former histories, by fork: of each fork the history in which it was longest. All histories with a fork
 * agree on every block below it, so that one is enough. Immutable.
 */
final class Orphans {
    static final Orphans NONE = new Orphans(new Timeline[0]);

    /** Forks are numbered from 0 in the order of their making. */
    private final @Nullable Timeline[] byFork;

    private Orphans(@Nullable Timeline[] byFork) {
        this.byFork = byFork;
    }

    /** Together with the blocks of {@code former} that {@code now} lacks. */
    Orphans with(Timeline former, Timeline now) {
        long[] forks = former.forksCutBy(now).toArray();
        int highest = Math.toIntExact(Arrays.stream(forks).max().orElse(0));
        @Nullable Timeline[] all = Arrays.copyOf(byFork, Math.max(byFork.length, highest + 1));
        for (long fork : forks) {
            // A fork that has lost its top never grows again: the first history to lose it had the most of it.
            if (all[(int) fork] == null) {
                all[(int) fork] = former;
            }
        }
        return new Orphans(all);
    }

    /** The block that was once canonical on this fork. */
    Optional<Block> block(long number, long fork) {
        if (fork < 0 || fork >= byFork.length) {
            return Optional.empty();
        }
        return Optional.ofNullable(byFork[(int) fork])
                .filter(timeline -> timeline.has(number, fork))
                .flatMap(timeline -> timeline.block(number));
    }
}
