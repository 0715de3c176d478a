package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class ThinningIT {
    private final Synced synced;

    ThinningIT(PostgresServer server) throws Exception {
        this.synced = new Synced(server);
    }

    @AfterEach
    void close() throws SQLException {
        synced.close();
    }

    /** A journal of entries of one block each, without rows. */
    private void journal(int entries) {
        List<JournalEntry> all = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        for (int block = 0; block < entries; block++) {
            all.add(Fill.entry(block, block, 0, 0));
            changes.add(new Change(Change.Kind.APPEND, block, block, Fill.hash(block, 0)));
        }
        Synced.landed(synced.store()
                .commit(
                        NETWORK,
                        new CommitUnit(
                                synced.state().checkpoint(),
                                List.of(),
                                OptionalLong.empty(),
                                all,
                                null,
                                null,
                                changes)));
    }

    private static JournalEntry merged(int first, int last) {
        RowDigest digest = RowDigest.EMPTY;
        for (int block = first; block <= last; block++) {
            digest = digest.plus(Fill.entry(block, block, 0, 0).digest());
        }
        return new JournalEntry(Fill.entry(first, last, 0, 0).range(), last - first + 1, digest);
    }

    @Test
    void neighboursBecomeOneEntryAndNothingElseChanges() throws SQLException {
        journal(10);
        Expected before = synced.state().checkpoint();

        synced.store().thin(NETWORK, List.of(merged(0, 3), merged(4, 5)));

        assertThat(synced.journal()).containsExactly("0..3", "4..5", "6..6", "7..7", "8..8", "9..9");
        assertThat(synced.state().journal()).startsWith(merged(0, 3), merged(4, 5));
        assertThat(synced.state().checkpoint()).isEqualTo(before);
    }

    @Test
    void manyMergesAreDoneInStepsAndMayBeRepeated() {
        journal(400);
        List<JournalEntry> merges = new ArrayList<>();
        for (int block = 0; block < 300; block += 2) {
            merges.add(merged(block, block + 1));
        }

        synced.store().thin(NETWORK, merges);
        synced.store().thin(NETWORK, merges);

        assertThat(synced.journal()).hasSize(250).startsWith("0..1").contains("298..299", "300..300");
    }

    @Test
    void aPlanForAnotherJournalChangesNothing() {
        journal(10);
        JournalEntry beyond = merged(8, 11);
        JournalEntry otherHash = new JournalEntry(Fill.entry(0, 3, 7, 0).range(), 4, RowDigest.EMPTY);
        JournalEntry otherRows = new JournalEntry(Fill.entry(0, 3, 0, 0).range(), 5, RowDigest.EMPTY);

        for (JournalEntry wrong : List.of(beyond, otherHash, otherRows)) {
            assertThatThrownBy(() -> synced.store().thin(NETWORK, List.of(merged(4, 5), wrong)))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.COMMIT_UNCERTAIN));
        }
        assertThat(synced.journal()).hasSize(10);
    }

    @Test
    void afterATakeoverNothingIsThinned() throws SQLException {
        journal(10);
        synced.target.claim(Synced.SYNC);

        assertThatThrownBy(() -> synced.store().thin(NETWORK, List.of(merged(0, 3))))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FENCED));
        assertThat(synced.journal()).hasSize(10);
    }
}
