package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.Cursor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@link Fill#TABLE} in a target, claimed and ready for its first commit. */
final class Synced implements AutoCloseable {
    static final String SYNC = "default/a";
    static final String NETWORK = "testnet";

    final Target target;
    final Claim claim;

    Synced(PostgresServer server) throws SQLException, InterruptedException {
        this.target = Target.on(server);
        this.claim = target.claim(SYNC);
        new TargetTables(target.database, claim).ensure(Fill.TABLE, Target.PROVENANCE);
        store().learnNetwork(NETWORK, Target.PROVENANCE);
    }

    TableStore store() {
        return store(CommitProbe.NONE);
    }

    TableStore store(CommitProbe probe) {
        return store(target.database, probe);
    }

    TableStore store(TargetDatabase database, CommitProbe probe) {
        return new TableStore(database, claim, Fill.TABLE, probe);
    }

    StoredState state() {
        return store().load().orElseThrow();
    }

    /** Commits one microbatch behind the checkpoint. */
    Expected append(long first, long last) {
        return landed(store().commit(NETWORK, Fill.append(state().checkpoint(), first, last)))
                .next();
    }

    static CommitOutcome.Landed landed(CommitOutcome outcome) {
        assertThat(outcome).isInstanceOf(CommitOutcome.Landed.class);
        return (CommitOutcome.Landed) outcome;
    }

    /** {@code "5 fork 0"} for every row, by block. */
    List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        for (Object row : target.column("""
                SELECT _block_num_end || ' ' || "from" FROM {schema}.transfers ORDER BY _block_num_end, "from\"""")) {
            rows.add((String) Objects.requireNonNull(row));
        }
        return rows;
    }

    /** {@code "5..9"} for every entry. */
    List<String> journal() {
        return state().journal().stream()
                .map(entry -> entry.range().start() + ".." + entry.range().end())
                .toList();
    }

    /** Everything that a reader can see, as one text. */
    String everything() throws SQLException {
        return rows() + " " + journal() + " " + state().checkpoint() + " "
                + target.query("SELECT seq, ordinal, kind FROM {schema}._ampsync_changes ORDER BY 1, 2") + " "
                + target.query("SELECT fork_block, rows_removed, rows_added FROM {schema}._ampsync_reorgs ORDER BY id");
    }

    static Expected at(long seq, long block, int fork) {
        return new Expected(seq, new Cursor(block, Fill.hash(block, fork)));
    }

    @Override
    public void close() throws SQLException {
        target.close();
    }
}
