package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.adopt.Adoption;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.event.LogContext;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.DatabaseWentBack;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.SqlStates;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.postgres.TargetTables;
import io.ampsync.runtime.resilience.CircuitBreaker;
import io.ampsync.runtime.stream.Journal;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.Memory;
import io.ampsync.runtime.stream.Opening;
import io.ampsync.runtime.stream.ReorgRules;
import io.ampsync.runtime.stream.Thinning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one table in sync until stopped: connects, streams, and after any trouble starts again from the database. */
final class TableSync {
    private static final Logger LOG = LoggerFactory.getLogger(TableSync.class);

    /** How often a table looks whether a server that is left alone may be asked again. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Assignment assignment;
    private final TableScope scope;
    private final HeadWatch heads;
    private final StateChanges states;
    private final SeenTables tables;
    private final Patience patience;
    private final Pace pace;
    private final SilenceRule silence;
    private final AdaptiveBatch size = new AdaptiveBatch();
    private TableTask task;
    private Memory memory = Memory.FRESH;
    /** Where the chain was seen to change, until the change is stored. */
    private OptionalLong forkSeen = OptionalLong.empty();

    private @Nullable Prepared prepared;
    private @Nullable Claim used;
    /** The audit has to be read: at first, and after a failure that may have hidden a commit. */
    private boolean auditUnknown = true;
    /** Its last failure may have been somebody's change of the table. */
    private boolean lookedAgain;

    TableSync(Assignment assignment, TableScope scope, HeadWatch heads, SeenTables tables) {
        this.tables = tables;
        this.assignment = assignment;
        this.task = assignment.current();
        this.scope = scope;
        this.heads = heads;
        states = new StateChanges(task.name(), scope.listener());
        silence = new SilenceRule(scope.silence());
        patience = new Patience(scope.resilience().retry(), scope.random());
        pace = new Pace(task.name(), scope.resilience().pressure(), scope.listener(), scope.stop());
    }

    /** How a table's work ended. */
    sealed interface Result {}

    record Stopped() implements Result {}

    /** Nothing but a person can help. */
    record Stuck(SyncException failure) implements Result {}

    /** The schema as it was last seen, and what follows from it. */
    private record Prepared(Schema schema, TableEncoder encoder, TargetTable table, Claim claim) {}

    Result run() throws InterruptedException {
        try (var _ = LogContext.table(task.name())) {
            return supervise();
        }
    }

    private Result supervise() throws InterruptedException {
        states.change(TableState.PENDING);
        while (!scope.stop().isSet() && !assignment.isRetired()) {
            SyncException failure;
            try {
                failure = after(connect());
                if (failure == null) {
                    continue;
                }
            } catch (DatabaseWentBack e) {
                scope.seat().wentBack(Objects.requireNonNull(used));
                failure = new SyncException(Reason.COMMIT_UNCERTAIN, e.finding(), e);
            } catch (SyncException e) {
                failure = isFencedByOurselves(e)
                        ? new SyncException(Reason.COMMIT_UNCERTAIN, "The claim was taken again.", e)
                        : changed(e);
            } catch (CancellationException e) {
                // Our own close, which unblocks the reader when the sync stops.
                failure = new SyncException(Reason.SOURCE_UNREACHABLE, "The stream was closed.", e);
            } catch (OutOfMemoryError e) {
                failure = new SyncException(
                        Reason.MEMORY_EXHAUSTED, "There is not enough memory in this process: " + e + ".", e);
            } catch (RuntimeException | Error e) {
                // An Error too: a thread that ends without a word would leave the table behind for ever.
                failure = new SyncException(Reason.DEFECT, "Unexpected: " + e, e);
            }
            if (scope.stop().isSet() || assignment.isRetired()) {
                break;
            }
            auditUnknown = true;
            if (failure.reason() == Reason.COMMIT_UNCERTAIN && !assignment.isStill(task)) {
                // Another table has its place by now, and the checkpoint is that one's.
                continue;
            }
            scope.listener().failed(task.name(), failure);
            if (failure.reason().needsPerson()) {
                return stuck(failure);
            }
            pace.failed(failure);
            LogContext.leave();
            Pause pause;
            try {
                pause = patience.afterFailure(failure);
            } catch (SyncException exhausted) {
                scope.listener().failed(task.name(), exhausted);
                return stuck(exhausted);
            }
            pause(pause);
        }
        return new Stopped();
    }

    private Stuck stuck(SyncException failure) {
        states.change(TableState.FAILED);
        return new Stuck(failure);
    }

    /** After the database went back one table claims anew, and the others still write with the claim before. */
    private boolean isFencedByOurselves(SyncException failure) {
        return failure.reason() == Reason.FENCED && used != null && scope.seat().replaced(used);
    }

    /** A table that is not as it was prepared is looked at again before anybody is bothered: once, until rows arrive. */
    private SyncException changed(SyncException failure) {
        if (prepared == null || lookedAgain || !SqlStates.isMissing(failure)) {
            return failure;
        }
        lookedAgain = true;
        prepared = null;
        memory = Memory.FRESH;
        forkSeen = OptionalLong.empty();
        return new SyncException(Reason.TABLE_CHANGED, String.valueOf(failure.getMessage()), failure);
    }

    private void pause(Pause pause) throws InterruptedException {
        scope.listener().reconnecting(task.name(), pause);
        if (sleep(pause.delay())) {
            return;
        }
        states.change(TableState.PENDING);
    }

    /** Waits; true if stopped meanwhile. A server that was left alone and is back ends the wait. */
    private boolean sleep(Duration delay) throws InterruptedException {
        Duration left = delay;
        boolean leftAlone = scope.endpoints().isOpen();
        while (left.isPositive()) {
            Duration step = left.compareTo(LOOK) < 0 ? left : LOOK;
            if (scope.stop().await(step)) {
                return true;
            }
            left = left.minus(step);
            boolean open = scope.endpoints().isOpen();
            if ((leftAlone && !open) || !assignment.isStill(task)) {
                break;
            }
            leftAlone = open;
        }
        return scope.stop().isSet();
    }

    /** The right to ask source and database, as soon as both may be asked; empty if stopped meanwhile. */
    private Optional<CircuitBreaker.Permit> admitted() throws InterruptedException {
        Optional<CircuitBreaker.Permit> permit = scope.endpoints().tryAcquire();
        if (permit.isEmpty()) {
            scope.listener().rejected(task.name());
        }
        while (permit.isEmpty() && !scope.stop().await(LOOK)) {
            permit = scope.endpoints().tryAcquire();
        }
        return permit;
    }

    /** What a connection's end means: null to go on at once. */
    private @Nullable SyncException after(SessionEnd end) throws InterruptedException {
        return switch (end) {
            case SessionEnd.Stopped(), SessionEnd.Reassigned() -> null;
            case SessionEnd.Rewound(Memory next, long start, String why) -> {
                memory = next;
                forkSeen = OptionalLong.of(start);
                LOG.atInfo().addKeyValue("why", why).log(Events.RECONNECTING_ELSEWHERE);
                Duration delay = patience.afterRewind();
                if (!delay.isZero()) {
                    pause(Pause.of(delay, Reason.METADATA_INVALID));
                }
                yield null;
            }
            case SessionEnd.Ended() -> new SyncException(Reason.SOURCE_UNREACHABLE, "The source ended the stream.");
            case SessionEnd.NothingYet() ->
                new SyncException(Reason.NOTHING_SYNCED, "The source has no data for " + task.source() + " yet.");
            case SessionEnd.Silent(long head) -> {
                memory = memory.unanswered();
                yield new SyncException(
                        Reason.SOURCE_UNREACHABLE, "The source is at block " + head + " and does not send it.");
            }
        };
    }

    /** What a connection begins with. */
    private record Opened(
            PlannedQuery planned, Prepared known, TableStore store, Optional<StoredState> stored, Opening opening) {}

    private SessionEnd connect() throws InterruptedException {
        pace.await();
        Optional<CircuitBreaker.Permit> permit = admitted();
        if (permit.isEmpty()) {
            return new SessionEnd.Stopped();
        }
        Opened opened;
        try (var _ = permit.get()) {
            opened = open();
        }
        return opened == null ? new SessionEnd.Reassigned() : stream(opened);
    }

    /** Null if the table has another version by now. */
    private @Nullable Opened open() throws InterruptedException {
        if (!assignment.isStill(task)) {
            task = assignment.current();
            prepared = null;
            memory = Memory.FRESH;
        }
        Claim claim = scope.seat().claim();
        used = claim;
        Prepared known = prepared;
        if (known != null && !known.claim().equals(claim)) {
            known = null;
        }
        PlannedQuery planned = null;
        if (known == null) {
            planned = plan(Optional.empty(), "");
            known = prepare(planned.schema(), claim);
            if (known == null) {
                return null;
            }
        }
        TableStore store = new TableStore(scope.database(), claim, known.table(), scope.probe());
        Optional<StoredState> stored = thinned(store, store.load());
        if (planned == null && stored.isPresent() && isOfAnotherVersion(stored.get())) {
            prepared = null;
            return null;
        }
        Journal journal = stored.map(state -> Journal.of(state.journal())).orElse(Journal.empty());
        Opening opening = ReorgRules.open(journal, memory, scope.rules());
        if (planned == null || opening.cursor().isPresent()) {
            planned = plan(opening.cursor(), stored.map(StoredState::network).orElse(""));
        }
        if (!planned.schema().equals(known.schema())) {
            known = prepare(planned.schema(), claim);
            if (known == null) {
                return null;
            }
            store = new TableStore(scope.database(), claim, known.table(), scope.probe());
        }
        prepared = known;
        return new Opened(planned, known, store, stored, opening);
    }

    private SessionEnd stream(Opened opened) throws InterruptedException {
        Optional<StoredState> stored = opened.stored();
        TableStore store = opened.store();
        if (stored.isPresent()) {
            resumed(stored.get());
            if (auditUnknown) {
                scope.listener().reorgsKnown(task.name(), store.reorgs());
                auditUnknown = false;
            }
        }
        try (BatchStream stream = opened.planned().open();
                StopSignal.Registration _ = scope.stop().onStop(stream::close);
                WriterSlot writer =
                        new WriterSlot(task, scope, store, opened.known().encoder(), size, stored, pace)) {
            long from = writer.stored();
            StreamSession session = new StreamSession(
                    assignment,
                    task,
                    scope,
                    writer,
                    heads,
                    states,
                    forkSeen,
                    silence,
                    opened.opening().connection());
            try {
                return session.run(stream);
            } finally {
                writer.awaitTheLast();
                memory = session.memory();
                patience.connected(writer.commits(), from, writer.stored());
                if (writer.commits() > 0) {
                    forkSeen = OptionalLong.empty();
                    lookedAgain = false;
                }
            }
        }
    }

    /** Another table took its place since it was prepared; this task is not to touch that one. */
    private boolean isOfAnotherVersion(StoredState stored) {
        Provenance from = stored.from();
        Provenance ours = task.provenance();
        return from != null
                && ours.isExact()
                && !(Objects.equals(from.version(), ours.version())
                        && (ours.manifestHash() == null || ours.manifestHash().equals(from.manifestHash())));
    }

    private Optional<StoredState> thinned(TableStore store, Optional<StoredState> stored) {
        if (stored.isEmpty()) {
            return stored;
        }
        List<JournalEntry> merges = Thinning.plan(Journal.of(stored.get().journal()), scope.rules());
        if (merges.isEmpty()) {
            return stored;
        }
        store.thin(stored.get().network(), merges);
        return store.load();
    }

    private void resumed(StoredState state) {
        heads.follow(state.network(), task);
        LogContext.network(state.network());
        Cursor watermark = state.checkpoint().watermark();
        long rows = state.journal().stream().mapToLong(JournalEntry::rows).sum();
        scope.listener().resumed(task.name(), state.network(), watermark, rows);
    }

    private PlannedQuery plan(Optional<Cursor> cursor, String network) {
        Map<String, Cursor> cursors = cursor.map(at -> Map.of(network, at)).orElse(Map.of());
        PlannedQuery planned = tables.plan(task, new StreamRequest(task.sql(), true, cursors));
        scope.endpoints().source().succeeded();
        return planned;
    }

    /** Null if the table was given another task meanwhile. */
    private @Nullable Prepared prepare(Schema schema, Claim claim) throws InterruptedException {
        TableShape shape = TableShape.of(schema, task);
        shape.encoder()
                .renamedColumns()
                .forEach((column, name) -> scope.listener().columnRenamed(task.name(), column, name));
        synchronized (assignment) {
            if (!assignment.isStill(task)) {
                return null;
            }
            ensure(shape.table(), claim);
        }
        return new Prepared(schema, shape.encoder(), shape.table(), claim);
    }

    /** A table that is there already may be a predecessor's. */
    private void ensure(TargetTable table, Claim claim) throws InterruptedException {
        TargetTables tables = new TargetTables(scope.database(), claim);
        try {
            tables.ensure(table, task.provenance());
        } catch (SyncException e) {
            Adoption adoption = new Adoption(scope.source(), scope.era(), scope.database(), claim);
            if (e.reason() != Reason.SCHEMA_INCOMPATIBLE
                    || !adoption.adopt(table, task.sql(), task.headReference(), task.provenance())) {
                throw e;
            }
            tables.ensure(table, task.provenance());
        }
    }
}
