package io.ampsync.runtime.fuzz;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a parser with damaged copies of what it knows. {@code -Dfuzz.inputs=N} for all parsers together,
 * {@code -Dfuzz.seed=N} for other ones; the same seed gives the same inputs.
 */
public final class Fuzzing {
    /** Among how many parsers the inputs are shared out. */
    private static final int PARSERS = 10;

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 20_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    /** Far above what any input may need, and below what anybody would call a hang. */
    private static final Duration LONGEST = Duration.ofSeconds(5);

    /** Inputs between two looks at the clock from outside. */
    private static final int PORTION = 1_000;

    /** Takes the place of our own mutations. */
    static @Nullable Guide guide;

    private Fuzzing() {}

    /** Chooses the inputs in another way. */
    interface Guide {
        void fuzz(String name, List<byte[]> known, Parser parser);
    }

    /** Reads an input, and may refuse it in the way it has promised; what else it throws is a finding. */
    public interface Parser {
        void read(byte[] input) throws Exception;
    }

    /** Fails with the input that broke it. At first everything that a guided run has kept, then damaged copies of all. */
    public static void run(String name, List<byte[]> known, Parser parser) throws InterruptedException {
        if (guide != null) {
            guide.fuzz(name, known, parser);
            return;
        }
        List<byte[]> kept = kept(name);
        Iterator<byte[]> first = kept.iterator();
        List<byte[]> originals = Stream.concat(known.stream(), kept.stream()).toList();
        Mutations mutations = new Mutations(originals, new SplittableRandom(SEED ^ name.hashCode()));
        int inputs = (INPUTS + PARSERS - 1) / PARSERS;
        AtomicReference<byte[]> current = new AtomicReference<>(new byte[0]);
        for (int done = 0; done < inputs; done += PORTION) {
            int portion = Math.min(PORTION, inputs - done);
            FutureTask<Void> task = new FutureTask<>(() -> {
                for (int i = 0; i < portion; i++) {
                    byte[] input = first.hasNext() ? first.next() : mutations.next();
                    current.set(input);
                    long begun = System.nanoTime();
                    parser.read(input);
                    Duration took = Duration.ofNanos(System.nanoTime() - begun);
                    if (took.compareTo(LONGEST) > 0) {
                        throw new IllegalStateException("took " + took.toMillis() + " ms");
                    }
                }
                return null;
            });
            Thread thread = Thread.ofPlatform().daemon().name("fuzz-" + name).start(task);
            try {
                task.get(LONGEST.toSeconds() * 12, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                fail(said(name, current.get()), e.getCause());
            } catch (TimeoutException e) {
                StackTraceElement[] at = thread.getStackTrace();
                fail(said(name, current.get()) + ": it hangs in " + List.of(at));
            }
        }
    }

    /** A line of base64 each. */
    private static List<byte[]> kept(String name) {
        try (InputStream file = Fuzzing.class.getResourceAsStream("/fuzz/" + name + ".txt")) {
            return file == null
                    ? List.of()
                    : new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                            .lines()
                            .map(Base64.getDecoder()::decode)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String said(String name, byte[] input) {
        return name + " with -Dfuzz.seed=" + SEED + ", input "
                + Base64.getEncoder().encodeToString(input);
    }
}
