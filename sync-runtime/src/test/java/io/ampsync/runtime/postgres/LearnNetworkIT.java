package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LearnNetworkIT {
    private final Target target;
    private final Claim claim;

    LearnNetworkIT() throws SQLException {
        this.target = Target.on(PostgresServer.EMBEDDED_18);
        this.claim = target.claim("default/a");
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
    }

    private TableStore store(String name) throws InterruptedException {
        TargetTable table = new TargetTable(name, RowId.BLOCK_ORDERED, Fill.COLUMNS);
        new TargetTables(target.database, claim).ensure(table, Target.PROVENANCE);
        return new TableStore(target.database, claim, table, CommitProbe.NONE);
    }

    @Test
    @DisplayName("A2: a table that never had a microbatch has no checkpoint")
    void nothingIsLoadedBeforeTheNetworkIsKnown() throws Exception {
        assertThat(store("blocks").load()).isEmpty();
    }

    @Test
    void theFirstRangeTiesATableToItsNetwork() throws Exception {
        TableStore store = store("blocks");

        StoredState state = store.learnNetwork("mainnet", Target.PROVENANCE);

        assertThat(state)
                .isEqualTo(new StoredState("mainnet", new Expected(0, null), List.of(), null, Target.PROVENANCE));
        assertThat(store.load()).contains(state);
        assertThat(store.learnNetwork("mainnet", Target.PROVENANCE)).isEqualTo(state);
    }

    @Test
    @Produces(Reason.NETWORK_CHANGED)
    void anotherNetworkIsRefusedForLife() throws Exception {
        TableStore store = store("blocks");
        store.learnNetwork("mainnet", Target.PROVENANCE);

        assertThatThrownBy(() -> store.learnNetwork("sepolia", Target.PROVENANCE))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NETWORK_CHANGED))
                .hasMessageContainingAll("mainnet", "sepolia");
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_checkpoints"))
                .isEqualTo(1);
    }

    @Test
    void aDatabaseThatForgotOurClaimSaysThatItWentBack() throws Exception {
        TableStore store = store("blocks");
        target.execute("UPDATE {schema}._ampsync_writers SET epoch = 0");

        assertThatThrownBy(() -> store.learnNetwork("mainnet", Target.PROVENANCE))
                .isInstanceOf(DatabaseWentBack.class)
                .hasMessageContaining("epoch 0");
        assertThatThrownBy(() -> store("logs")).isInstanceOf(DatabaseWentBack.class);
    }

    @Test
    @DisplayName("A5, A8: tables and networks are kept apart")
    void tablesAndNetworksAreKeptApart() throws Exception {
        TableStore blocks = store("blocks");
        TableStore logs = store("logs");
        blocks.learnNetwork("mainnet", Target.PROVENANCE);
        logs.learnNetwork("sepolia", Target.PROVENANCE);

        blocks.commit("mainnet", Fill.append(new Expected(0, null), 0, 10));
        logs.commit("sepolia", Fill.append(new Expected(0, null), 0, 20));

        assertThat(blocks.load().orElseThrow().checkpoint()).isEqualTo(Synced.at(1, 10, 0));
        assertThat(logs.load().orElseThrow().checkpoint()).isEqualTo(Synced.at(1, 20, 0));
    }
}
