package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.report.LiveReport.ProcessStatus;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Keeps the report's account of writer, source and database, from whatever shows that they answer or do not. */
public final class ProcessWatch implements SyncListener {
    private final LiveReport report;
    private final InstantSource clock;
    /** Tables that cannot take what the source sends; of several the first by name is reported. */
    private final ConcurrentSkipListMap<String, TroubleReport> misfits = new ConcurrentSkipListMap<>();

    public ProcessWatch(LiveReport report, InstantSource clock) {
        this.report = report;
        this.clock = clock;
    }

    private enum Side {
        SOURCE,
        DATABASE,
        /** What the source sends does not fit into the database's tables. */
        SCHEMA,
        /** Tells nothing of either. */
        NEITHER
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        databaseAnswers();
    }

    @Override
    public void received(String table, long rows, long bytes) {
        sourceAnswers();
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        databaseAnswers();
    }

    @Override
    public void headObserved(
            String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {
        sourceAnswers();
    }

    @Override
    public void failed(String table, SyncException failure) {
        troubled(failure);
        if (side(failure.reason()) == Side.SCHEMA) {
            misfits.put(
                    table, TroubleReport.of(failure.reason(), table + ": " + failure.getMessage(), clock.instant()));
            tellSchema();
        }
    }

    @Override
    public void stateChanged(String table, TableState state) {
        boolean fits = state == TableState.BACKFILLING || state == TableState.STREAMING;
        if (fits && misfits.remove(table) != null) {
            tellSchema();
        }
    }

    private void tellSchema() {
        TroubleReport first = misfits.isEmpty() ? null : misfits.firstEntry().getValue();
        report.update(now -> now.withSchema(first));
    }

    @Override
    public void writerChanged(WriterReport writer) {
        report.update(now -> now.withWriter(writer));
        databaseAnswers();
    }

    @Override
    public void sourceAnswered(@Nullable SyncException trouble) {
        if (trouble == null) {
            sourceAnswers();
        } else {
            troubled(trouble);
        }
    }

    @Override
    public void databaseAnswered(@Nullable SyncException trouble) {
        if (trouble == null) {
            databaseAnswers();
        } else {
            troubled(trouble);
        }
    }

    private void sourceAnswers() {
        report.update(now -> now.source() == null ? now : now.withSource(null));
    }

    private void databaseAnswers() {
        report.update(now -> now.database() == null ? now : now.withDatabase(null));
    }

    private void troubled(SyncException failure) {
        TroubleReport trouble =
                TroubleReport.of(failure.reason(), String.valueOf(failure.getMessage()), clock.instant());
        report.update((ProcessStatus now) -> switch (side(failure.reason())) {
            case SOURCE -> now.withSource(trouble.after(now.source()));
            case DATABASE -> now.withDatabase(trouble.after(now.database()));
            case SCHEMA, NEITHER -> now;
        });
    }

    private static Side side(Reason reason) {
        return switch (reason) {
            case SOURCE_UNREACHABLE, SOURCE_UNAUTHENTICATED, SOURCE_INCOMPATIBLE, DATASET_NOT_FOUND -> Side.SOURCE;
            case DATABASE_UNREACHABLE,
                    DATABASE_UNAUTHENTICATED,
                    DATABASE_READ_ONLY,
                    DATABASE_FULL,
                    DATABASE_BUSY,
                    DATABASE_REFUSED -> Side.DATABASE;
            case NO_BLOCK_NUMBER, IDENTIFIER_INVALID, SCHEMA_INCOMPATIBLE, NOT_ADOPTED, TYPE_UNSUPPORTED -> Side.SCHEMA;
            case CONFIGURATION_INVALID,
                    SECRET_MISSING,
                    SOURCE_BEHIND,
                    NOTHING_SYNCED,
                    QUERY_REFUSED,
                    METADATA_INVALID,
                    BATCH_INVALID,
                    SOURCE_GAP,
                    CURSOR_IGNORED,
                    START_MOVED,
                    FORK_BEYOND_HISTORY,
                    NETWORK_CHANGED,
                    TABLE_CHANGED,
                    VALUE_REFUSED,
                    MEMORY_EXHAUSTED,
                    COMMIT_UNCERTAIN,
                    CLAIMED_BY_OTHER,
                    WRITER_WAITING,
                    FENCED,
                    RETRIES_EXHAUSTED,
                    DEFECT -> Side.NEITHER;
        };
    }
}
