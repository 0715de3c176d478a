package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What no well-behaved server says. */
class AnswersIT {
    @Test
    @DisplayName("56: rows on the completing message are stored with the completion")
    void rowsOnTheCompletionAreStored() throws Exception {
        Script script = new Script().connection(Script.whole(0, 4, 0), Script.whole(5, 9, 4));
        try (Playground at = Playground.create()) {
            at.loop().source(script).start();
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("9 "));

            assertThat(values(at)).isEqualTo(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        }
    }

    @Test
    @DisplayName("67: a gap is asked about again, and never accepted")
    @Produces(Reason.SOURCE_GAP)
    void aGapIsNeverStored() throws Exception {
        Script script = new Script()
                .connection(Script.whole(0, 4, 0), Script.whole(7, 9, 6))
                .connection(Script.whole(7, 9, 6));
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().source(script).committingEach().start();
            loop.awaitFailure(Reason.SOURCE_GAP);

            assertThat(at.checkpoint("blocks")).startsWith("4 ");
            assertThat(values(at)).isEqualTo(List.of("0", "1", "2", "3", "4"));
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    @DisplayName("67: a range that does not link by hash is never appended")
    void aWrongParentIsNeverAppended() throws Exception {
        Script script = new Script()
                .connection(Script.whole(0, 4, 0), Script.whole(5, 9, 99))
                .connection(Script.whole(5, 9, 99));
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().source(script).committingEach().start();
            Playground.await().untilAsserted(() -> assertThat(loop.failures).isNotEmpty());

            assertThat(at.checkpoint("blocks")).startsWith("4 ");
            assertThat(values(at)).isEqualTo(List.of("0", "1", "2", "3", "4"));
        }
    }

    @Test
    @DisplayName("52: a range that changes inside a microbatch is refused, and nothing of it is stored")
    @Produces(Reason.METADATA_INVALID)
    void aRangeThatChangesIsRefused() throws Exception {
        Script script = new Script()
                .connection(
                        Script.whole(0, 4, 0),
                        new Script.Line(Script.range(5, 9, 4), false, 5, 6),
                        new Script.Line(Script.range(5, 12, 4), true, 7, 12))
                .connection(Script.whole(5, 9, 4));
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().source(script).committingEach().start();
            loop.awaitFailure(Reason.METADATA_INVALID);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("9 "));

            assertThat(values(at)).hasSize(10).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("50: silence before the first microbatch is doubted, too, if the source has blocks")
    void silenceBeforeTheFirstMessageEnds() throws Exception {
        Script script =
                new Script().connection().connection(Script.whole(0, 4, 0)).head("blocks", () -> 4);
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().source(script).silence(Duration.ofMillis(100)).start();
            loop.awaitFailure(Reason.SOURCE_UNREACHABLE);

            assertThat(loop.failures.getFirst()).hasMessageContaining("at block 4 and does not send it");
            assertThat(loop.states).doesNotContain(TableState.STREAMING);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("4 "));
            Playground.await().untilAsserted(() -> assertThat(loop.states).contains(TableState.STREAMING));
        }
    }

    @Test
    void aTableThatIsSilentAtItsOwnHeadIsLeftInPeaceWhereAnotherIsFurther() throws Exception {
        Script.Line blocks = Script.whole(0, 4, 0);
        Script script = new Script()
                .connection(blocks)
                .connection(blocks)
                .connection()
                .head("blocks", () -> 9)
                .head("logs", () -> 4);
        try (Playground at = Playground.create()) {
            Loop loop = at.loop()
                    .source(script)
                    .tables("blocks", "logs")
                    .silence(Duration.ofMillis(100))
                    .start();
            Playground.await().untilAsserted(() -> assertThat(loop.failed).hasSizeGreaterThan(2));

            assertThat(loop.failed).containsOnly("blocks");
            assertThat(loop.failures)
                    .allSatisfy(failure ->
                            assertThat(failure).hasMessage("The source is at block 9 and does not send it."));
        }
    }

    @Test
    void aHeadThatCannotBeAskedForIsAskedForAgain() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        Script script = new Script()
                .connection(Script.whole(0, 4, 0))
                .connection()
                .head("blocks", () -> {
                    if (questions.incrementAndGet() < 4) {
                        throw new IllegalStateException("planted");
                    }
                    return 9;
                });
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().source(script).silence(Duration.ofMillis(50)).start();
            loop.awaitFailure(Reason.SOURCE_UNREACHABLE);

            assertThat(loop.failures.getFirst()).hasMessageContaining("block 9");
            assertThat(questions).hasValueGreaterThan(3);
        }
    }

    @Test
    void aTableThatTheDatasetLacksIsRefusedAndTheOthersGoOn() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().tables("blocks", "nope").start();
            loop.awaitFailure(Reason.QUERY_REFUSED);
            at.awaitExact("blocks");

            assertThat(loop.failed.getLast()).isEqualTo("nope");
            assertThat(loop.failures.getLast()).hasMessageContainingAll("no table nope", "not found");
            assertThat(loop.isRunning()).isTrue();
        }
    }

    private static List<String> values(Playground at) throws Exception {
        return at.column("SELECT value FROM {schema}.blocks ORDER BY value");
    }
}
