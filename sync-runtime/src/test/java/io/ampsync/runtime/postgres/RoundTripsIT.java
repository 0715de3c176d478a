package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static io.ampsync.runtime.postgres.Synced.landed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatabaseSettings;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoundTripsIT {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "5"})
    void aCommitTakesFourHoweverStatementsArePrepared(String prepareThreshold) throws Exception {
        try (Synced synced = new Synced(PostgresServer.EMBEDDED_18);
                Wire wire = new Wire(synced.target.fixture.port());
                TargetDatabase database = through(synced, wire, prepareThreshold)) {
            TableStore store = synced.store(database, CommitProbe.NONE);
            Expected expected = landed(store.commit(NETWORK, Fill.append(new Expected(0, null), 0, 0)))
                    .next();
            for (int block = 1; block <= 12; block++) {
                int before = wire.roundTrips();
                expected = landed(store.commit(NETWORK, Fill.append(expected, block, block)))
                        .next();

                assertThat(wire.roundTrips() - before).as("block " + block).isEqualTo(4);
            }
        }
    }

    @Test
    void withoutRowsItTakesTwoAndWithAReorgFive() throws Exception {
        try (Synced synced = new Synced(PostgresServer.EMBEDDED_18);
                Wire wire = new Wire(synced.target.fixture.port());
                TargetDatabase database = through(synced, wire, "5")) {
            TableStore store = synced.store(database, CommitProbe.NONE);
            Expected first = landed(store.commit(NETWORK, Fill.append(new Expected(0, null), 0, 4)))
                    .next();

            int before = wire.roundTrips();
            Expected second = landed(store.commit(
                            NETWORK,
                            new CommitUnit(
                                    first,
                                    List.of(),
                                    OptionalLong.empty(),
                                    List.of(Fill.entry(5, 9, 0, 0)),
                                    null,
                                    null,
                                    List.of(new Change(Change.Kind.APPEND, 5, 9, null)))))
                    .next();
            assertThat(wire.roundTrips() - before).isEqualTo(2);

            before = wire.roundTrips();
            landed(store.commit(NETWORK, Fill.reorg(second, 5, 10, 1)));
            assertThat(wire.roundTrips() - before).isEqualTo(5);
        }
    }

    private static TargetDatabase through(Synced synced, Wire wire, String prepareThreshold) {
        DatabaseSettings direct = PostgresFixture.settings(synced.target.schema(), wire.port());
        return TargetDatabase.of(
                new DatabaseSettings(
                        direct.jdbcUrl(),
                        direct.user(),
                        direct.password(),
                        direct.schema(),
                        1,
                        Map.of("prepareThreshold", prepareThreshold)),
                "default/wire",
                Target.QUICK);
    }
}
