package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RowId;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code _id}s of both kinds, after everything that happens to a stream on its way. */
class RowIdIT {
    @ParameterizedTest
    @EnumSource(RowId.class)
    void idsDoNotTellHowTheRowsCame(RowId kind) throws Exception {
        try (Playground at = Playground.create(builder -> builder.behaviour(behaviour -> behaviour
                .withMicrobatchBlocks(17)
                .withCutSeed(OptionalLong.of(3))
                .withMessageBytes(2_000)
                .withBatchRows(7)))) {
            Loop first = at.loop().tables("logs").ids(kind).splittingAt(3_000).start();
            at.awaitExact("logs");
            at.amp.chain().reorg(12, 15);
            at.awaitExact("logs");
            first.stop();

            at.amp.chain().reorg(5, 9);
            at.amp.chain().advance(30);
            at.loop().tables("logs").ids(kind).splittingAt(20_000).streaming(1).start();
            at.awaitExact("logs");
            at.amp.chain().reorg(20, 22);
            at.awaitExact("logs");
            at.loops().getLast().stop();
            List<String> ids = ids(at);

            at.execute("DROP TABLE {schema}.logs");
            at.amp.behave(behaviour -> behaviour.withMicrobatchBlocks(1_000).withBatchRows(1_000));
            at.loop().tables("logs").ids(kind).start();
            Playground.await()
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .untilAsserted(() -> at.assertExact("logs"));
            assertThat(ids(at)).isEqualTo(ids).isNotEmpty();
        }
    }

    private static List<String> ids(Playground at) throws Exception {
        return at.column("SELECT _block_num_end || ' ' || log_index || ' ' || encode(_id, 'hex') FROM {schema}.logs"
                + " ORDER BY 1");
    }
}
