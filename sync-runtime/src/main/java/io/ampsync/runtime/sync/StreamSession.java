package io.ampsync.runtime.sync;

import io.ampsync.runtime.event.LogContext;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.stream.Connection;
import io.ampsync.runtime.stream.Decision;
import io.ampsync.runtime.stream.Memory;
import io.ampsync.runtime.stream.MicrobatchTracker;
import io.ampsync.runtime.stream.ReorgKind;
import io.ampsync.runtime.stream.ReorgRules;
import io.ampsync.runtime.stream.Step;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One connection of one table: reads messages, asks the rules, feeds the writer. One thread. */
final class StreamSession {
    /** How long one wait for a message lasts at most, so that silence is looked at now and then. */
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Duration LINGER = Duration.ofMillis(20);

    private final Assignment assignment;
    private final TableTask task;
    private final TableScope scope;
    private final WriterSlot slot;
    private final HeadWatch heads;
    private final StateChanges states;
    private final OptionalLong forkSeen;
    private final MicrobatchTracker tracker = new MicrobatchTracker();
    private final SilenceRule silence;
    private Connection connection;
    private boolean writing;
    private @Nullable Decision current;
    private HeadWatch.@Nullable Question question;

    StreamSession(
            Assignment assignment,
            TableTask task,
            TableScope scope,
            WriterSlot slot,
            HeadWatch heads,
            StateChanges states,
            OptionalLong forkSeen,
            SilenceRule silence,
            Connection connection) {
        this.assignment = assignment;
        this.task = task;
        this.scope = scope;
        this.slot = slot;
        this.heads = heads;
        this.states = states;
        this.forkSeen = forkSeen;
        this.connection = connection;
        this.silence = silence;
    }

    /** With what the next connection should be opened; after a failed write nothing of it holds. */
    Memory memory() {
        return writing ? Memory.FRESH : connection.memory();
    }

    /**
     * Runs until the connection is of no more use.
     *
     * @throws SyncException the stream, the database or the rules refuse
     */
    SessionEnd run(BatchStream stream) throws InterruptedException {
        silence.heard(scope.nanos().getAsLong());
        while (!scope.stop().isSet()) {
            slot.pace();
            if (current == null && !assignment.isStill(task)) {
                flush();
                return new SessionEnd.Reassigned();
            }
            BatchStream.Next next = stream.next(slot.hasGroup() ? patience() : TICK);
            SessionEnd end = switch (next) {
                case BatchStream.Received(ReceivedBatch batch) -> {
                    try (batch) {
                        yield received(batch);
                    }
                }
                case BatchStream.Quiet() -> quiet();
                case BatchStream.Ended() -> {
                    flush();
                    yield new SessionEnd.Ended();
                }
            };
            if (end != null) {
                return end;
            }
        }
        return new SessionEnd.Stopped();
    }

    /**
     * A group is committed as soon as nothing more is at hand: at the head that is every microbatch. One that began right
     * behind another commit waits a little: small microbatches in quick succession would make as many commits.
     */
    private Duration patience() {
        return slot.opened().isCrowded() ? LINGER : Duration.ZERO;
    }

    private @Nullable SessionEnd received(ReceivedBatch batch) throws InterruptedException {
        silence.heard(scope.nanos().getAsLong());
        question = null;
        if (states.current() == TableState.PENDING) {
            states.change(TableState.BACKFILLING);
        }
        int rows = batch.rows().getRowCount();
        scope.listener().received(task.name(), rows, batch.bytes());
        return switch (tracker.accept(batch.metadata(), rows)) {
            case MicrobatchTracker.NoData() -> {
                flush();
                yield new SessionEnd.NothingYet();
            }
            case MicrobatchTracker.Begins(BlockRange range) -> {
                SessionEnd end = begin(range);
                if (end == null) {
                    store(batch);
                }
                yield end;
            }
            case MicrobatchTracker.Continues _ -> {
                store(batch);
                yield null;
            }
            case MicrobatchTracker.Completes(BlockRange range, boolean begins) -> {
                SessionEnd end = begins ? begin(range) : null;
                if (end == null) {
                    store(batch);
                    complete(range);
                }
                yield end;
            }
        };
    }

    private @Nullable SessionEnd begin(BlockRange range) throws InterruptedException {
        LogContext.network(range.network());
        LogContext.range(range.start(), range.end());
        Step step = ReorgRules.decide(connection, slot.journal(), range);
        if (!(step.decision() instanceof Decision.Forward)) {
            flush();
        }
        connection = step.next();
        current = step.decision();
        switch (step.decision()) {
            case Decision.Forward() -> {
                heads.follow(range.network(), task);
                slot.writer(range.network()).begin(range, null);
            }
            case Decision.Replace(var cutFrom, var kind) ->
                slot.writer(range.network()).begin(range, replacement(cutFrom, kind));
            case Decision.Redelivery() -> {}
            case Decision.Reconnect(var memory, var why) -> {
                return new SessionEnd.Rewound(memory, range.start(), why);
            }
            case Decision.Refuse(var reason, var message) -> throw new SyncException(reason, message);
        }
        return null;
    }

    private Replacement replacement(long cutFrom, ReorgKind kind) {
        boolean known = kind == ReorgKind.MID_RANGE && forkSeen.isPresent();
        return new Replacement(cutFrom, known ? Math.max(cutFrom, forkSeen.getAsLong()) : cutFrom, kind);
    }

    private void store(ReceivedBatch batch) throws InterruptedException {
        if (batch.rows().getRowCount() == 0) {
            return;
        }
        if (current instanceof Decision.Redelivery) {
            scope.listener().skipped(task.name(), batch.rows().getRowCount());
            return;
        }
        permitted(() -> slot.opened().add(batch.rows()));
    }

    private void complete(BlockRange range) throws InterruptedException {
        Decision decision = current;
        if (decision == null) {
            throw new IllegalStateException("completion of a microbatch that did not begin");
        }
        if (!(decision instanceof Decision.Redelivery)) {
            permitted(() -> slot.opened().complete());
        }
        connection = connection.completed(range, decision);
        silence.ended();
        current = null;
        // Not in the middle of a rewind, whose boundaries must stay.
        if (decision instanceof Decision.Forward && slot.isTidyDue()) {
            permitted(slot::tidy);
        }
        states.change(Progress.of(states.current(), range.cursor(), heads.head(range.network()), Duration.ZERO));
        LogContext.leaveRange();
    }

    private void flush() throws InterruptedException {
        if (slot.isBusy()) {
            permitted(() -> slot.opened().flush());
        }
    }

    private void permitted(Runnable work) throws InterruptedException {
        scope.permits().acquire();
        try {
            writing = true;
            work.run();
            writing = false;
        } finally {
            scope.permits().release();
        }
    }

    private @Nullable SessionEnd quiet() throws InterruptedException {
        if (slot.isBusy()) {
            permitted(() -> slot.opened().idle());
            return null;
        }
        long now = scope.nanos().getAsLong();
        Cursor checkpoint = slot.isEmpty() ? null : slot.opened().checkpoint();
        OptionalLong head =
                slot.isEmpty() ? OptionalLong.empty() : heads.head(slot.opened().network());
        states.change(Progress.of(states.current(), checkpoint, head, silence.quiet(now)));
        return silence.asks(now) ? judge(checkpoint, now) : null;
    }

    private @Nullable SessionEnd judge(@Nullable Cursor checkpoint, long now) {
        HeadWatch.Question asked = question;
        if (asked == null) {
            question = heads.question(task);
            return null;
        }
        if (!asked.isAnswered()) {
            return null;
        }
        question = null;
        OptionalLong head = asked.head();
        return switch (silence.judge(head, checkpoint, now)) {
            case WAIT -> null;
            case RECONNECT -> new SessionEnd.Silent(head.orElseThrow());
            case SOURCE_BEHIND -> {
                states.behind(head.orElseThrow(), Objects.requireNonNull(checkpoint));
                yield null;
            }
        };
    }
}
