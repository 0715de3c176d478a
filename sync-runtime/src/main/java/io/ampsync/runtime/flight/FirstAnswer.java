package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Questions whose answer is in one of the first messages. */
public final class FirstAnswer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FirstAnswer() {}

    /**
     * Reads until a message has what is looked for, and then no further.
     *
     * @param what for the sentence of a failure, as in "head"
     * @return empty if the answer ended without it
     * @throws SyncException the source did not answer within 30 s, or refused
     */
    public static <T> Optional<T> of(
            AmpSource source, StreamRequest question, String what, Function<ReceivedBatch, Optional<T>> found)
            throws InterruptedException {
        try (BatchStream answer = source.plan(question).open()) {
            while (true) {
                switch (answer.next(PATIENCE)) {
                    case BatchStream.Received(ReceivedBatch batch) -> {
                        try (batch) {
                            Optional<T> value = found.apply(batch);
                            if (value.isPresent()) {
                                return value;
                            }
                        }
                    }
                    case BatchStream.Ended() -> {
                        return Optional.empty();
                    }
                    case BatchStream.Quiet() ->
                        throw new SyncException(
                                Reason.SOURCE_UNREACHABLE,
                                "The source did not tell its " + what + " within " + PATIENCE.toSeconds() + " s.");
                }
            }
        }
    }
}
