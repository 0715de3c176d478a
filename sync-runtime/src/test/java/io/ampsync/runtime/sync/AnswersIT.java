package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import java.util.List;
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

    private static List<String> values(Playground at) throws Exception {
        return at.column("SELECT value FROM {schema}.blocks ORDER BY value");
    }
}
