package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Whatever the chain, the server and the process do: after every commit I1 to I3 hold, and in the end the table is the chain. */
class ReorgModelTest {
    @Property(tries = 3_000)
    void theTableBecomesTheChain(
            @ForAll @LongRange(min = 0, max = 1_000_000) long seed,
            @ForAll @Size(max = 60) List<@IntRange(max = 100_000) Integer> events) {
        new ModelRun(seed, ReorgRules::decide).play(events);
    }

    /** Longer histories than the property likes to make. */
    @Test
    void longHistoriesMeetEveryKindOfDecisionAndSeldomAStop() {
        int histories = 1_000;
        int stopped = 0;
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = 0; seed < histories; seed++) {
            ModelRun run = new ModelRun(seed, ReorgRules::decide);
            List<Integer> events = events(seed, 120);
            assertThatCode(() -> run.play(events)).as("seed %s", seed).doesNotThrowAnyException();
            stopped += run.sync().stopped.isPresent() ? 1 : 0;
            run.sync().seen.forEach((kind, times) -> seen.merge(kind, times, Integer::sum));
        }
        assertThat(seen)
                .containsKeys("Forward", "Redelivery", "ALIGNED", "MID_RANGE", "BACKTRACKED", "FIRST_BLOCK")
                .containsKeys("then Onward", "then Below", "then Probe", "then FirstBlock", "CURSOR_IGNORED");
        assertThat(stopped).isLessThan(histories / 10);
    }

    static List<Integer> events(long seed, int count) {
        SplittableRandom random = new SplittableRandom(~seed);
        return IntStream.range(0, count).mapToObj(_ -> random.nextInt(100_001)).toList();
    }
}
