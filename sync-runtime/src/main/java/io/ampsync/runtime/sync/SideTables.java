package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.DatabaseWentBack;
import io.ampsync.runtime.postgres.OwnedTables;
import io.ampsync.runtime.postgres.TableSwap;
import io.ampsync.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the tables that are filled beside others, and has each take its place as soon as readers lose nothing by it.
 * One thread; the streams of both tables go on meanwhile.
 */
final class SideTables implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");
    private static final Duration TICK = Duration.ofMillis(250);
    /** Between two looks at what a person or the source has to change. */
    private static final Duration REST = Duration.ofSeconds(5);

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final TableScope scope;
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private boolean tidied;
    private volatile boolean lost;

    /** @param tables all of the sync, by name */
    SideTables(TableScope scope, Map<String, Assignment> tables) {
        this.scope = scope;
        for (Assignment assignment : tables.values()) {
            TableTask task = assignment.current();
            Assignment shown = tables.get(task.source());
            if (task.isBeside() && shown != null) {
                pairs.put(task.name(), new Pair(shown, assignment, new FillingState(task)));
            }
        }
    }

    private final class Pair {
        private final Assignment shown;
        private final Assignment filled;
        private final TableTask task;
        private final FillingState state;
        private final Backoff locked = new Backoff(Duration.ofSeconds(1), LONGEST, scope.random());
        private boolean analyzed;
        private long notBefore;
        private boolean resting;

        Pair(Assignment shown, Assignment filled, FillingState state) {
            this.shown = shown;
            this.filled = filled;
            this.task = filled.current();
            this.state = state;
        }

        void rest(Duration time) {
            resting = true;
            notBefore = scope.nanos().getAsLong() + time.toNanos();
        }

        boolean isResting() {
            return resting && scope.nanos().getAsLong() - notBefore < 0;
        }
    }

    /** What becomes of the tables that have not taken their places yet, by the name that readers know. */
    Map<String, FillingState> filling() {
        Map<String, FillingState> filling = new LinkedHashMap<>();
        pairs.values().stream()
                .filter(pair -> !pair.filled.isRetired())
                .forEach(pair -> filling.put(pair.task.source(), pair.state));
        return filling;
    }

    /** Who is told what happens to a table that is filled beside another one. */
    SyncListener listener(String table) {
        Pair pair = pairs.get(table);
        return pair == null ? SyncListener.SILENT : pair.state;
    }

    /** True if the database went back to before a table took its place: then the tasks of the tables are wrong. */
    boolean isAnyLost() {
        return lost;
    }

    @Override
    public void run() {
        try {
            while (!scope.stop().await(TICK) && !(tidied && pairs.isEmpty())) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws InterruptedException {
        guarded(null, this::tidy);
        for (Pair pair : pairs.values()) {
            if (!pair.isResting()) {
                guarded(pair, claim -> look(pair, new TableSwap(scope.database(), claim, scope.probe())));
            }
        }
    }

    /** Work that asks source or database. */
    private interface Work {
        void with(Claim claim) throws InterruptedException;
    }

    private void guarded(@Nullable Pair pair, Work work) throws InterruptedException {
        Optional<Claim> claim = scope.seat().held();
        if (claim.isEmpty()) {
            return;
        }
        SyncException failure;
        try {
            work.with(claim.get());
            return;
        } catch (DatabaseWentBack e) {
            scope.seat().wentBack(claim.get());
            failure = new SyncException(Reason.COMMIT_UNCERTAIN, e.finding(), e);
        } catch (SyncException e) {
            failure = e;
        } catch (RuntimeException | Error e) {
            failure = new SyncException(Reason.DEFECT, "Unexpected: " + e, e);
        }
        if (pair == null) {
            LOG.debug("Tables that nobody wants are still there: {}", failure.getMessage());
            return;
        }
        if (pair.state.held(failure.reason().label() + ": " + failure.getMessage())) {
            LOG.atWarn()
                    .addKeyValue("table", pair.task.source())
                    .addKeyValue("reason", failure.reason().label())
                    .setCause(failure.reason() == Reason.DEFECT ? failure : null)
                    .log(Events.RESYNC_HELD + ": {} Trying again.", failure.getMessage());
        }
        pair.rest(REST);
    }

    /** What was begun for a version that nobody wants any more was never read by anybody. */
    private void tidy(Claim claim) {
        if (tidied) {
            return;
        }
        OwnedTables owned = new OwnedTables(scope.database());
        for (String table : owned.filling(claim.syncUid())) {
            if (!pairs.containsKey(table)) {
                owned.drop(claim, table);
                LOG.atInfo().addKeyValue("table", table).log(Events.RESYNC_ABANDONED);
            }
        }
        tidied = true;
    }

    private void look(Pair pair, TableSwap swap) throws InterruptedException {
        TableSwap.Progress progress = swap.progress(pair.task.source());
        if (pair.filled.isRetired()) {
            lost |= progress.waiting();
            pair.rest(REST);
            return;
        }
        if (!progress.waiting()) {
            return;
        }
        pair.state.progress(progress);
        OptionalLong enough = progress.isReady(OptionalLong.empty()) ? OptionalLong.empty() : enough(pair, progress);
        if (!progress.isReady(enough)) {
            return;
        }
        List<String> obstacles = new ArrayList<>(swap.obstacles(pair.task.source()));
        if (obstacles.isEmpty()) {
            obstacles.addAll(swap.complete(pair.task.source(), !pair.analyzed));
            pair.analyzed = true;
        }
        if (obstacles.isEmpty()) {
            take(pair, swap, enough);
        } else {
            held(pair, obstacles);
        }
    }

    private void take(Pair pair, TableSwap swap, OptionalLong enough) throws InterruptedException {
        // Nobody judges either table by its task while the names change.
        List<TableSwap.Outcome> outcome = new ArrayList<>(1);
        pair.filled.replace(
                pair.task,
                () -> pair.shown.replace(pair.task.inPlace(), () -> {
                    outcome.add(attempt(pair, swap, enough));
                    boolean taken = outcome.getFirst() instanceof TableSwap.Outcome.Taken;
                    if (taken) {
                        pair.filled.retire();
                    }
                    return taken;
                }));
        switch (outcome.getFirst()) {
            case TableSwap.Outcome.Taken(String kept) ->
                LOG.atInfo()
                        .addKeyValue("table", pair.task.source())
                        .addKeyValue("to", pair.task.provenance().label())
                        .addKeyValue("rows", pair.state.rows())
                        .addKeyValue("kept", kept)
                        .log(Events.TABLE_SWITCHED + ": it was filled anew; drop the old table when nobody needs it");
            case TableSwap.Outcome.NotYet() -> {}
            case TableSwap.Outcome.Locked() -> {
                pair.state.held("others lock " + pair.task.source());
                pair.rest(pair.locked.next());
            }
            case TableSwap.Outcome.Held(List<String> obstacles) -> held(pair, obstacles);
        }
    }

    private TableSwap.Outcome attempt(Pair pair, TableSwap swap, OptionalLong enough) {
        String table = pair.task.source();
        try {
            return swap.run(table, pair.task.provenance(), enough);
        } catch (SyncException failure) {
            // As long as it is not known which table has the name, nobody may write to it.
            while (true) {
                try {
                    if (swap.settled(table).waiting()) {
                        throw failure;
                    }
                    return new TableSwap.Outcome.Taken("");
                } catch (SyncException e) {
                    if (e == failure) {
                        throw e;
                    }
                    LOG.debug("Whether {} has its new table is not known yet: {}", table, e.getMessage());
                }
                try {
                    if (scope.stop().await(TICK)) {
                        pair.shown.retire();
                        pair.filled.retire();
                        throw failure;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    pair.shown.retire();
                    throw failure;
                }
            }
        }
    }

    private void held(Pair pair, List<String> obstacles) {
        if (pair.state.held("in the way: " + String.join("; ", obstacles))) {
            LOG.atWarn()
                    .addKeyValue("table", pair.task.source())
                    .log(
                            Events.RESYNC_HELD + ": {} is filled, and cannot take its place. In the way: {}",
                            pair.task.name(),
                            String.join("; ", obstacles));
        }
        pair.rest(REST);
    }

    /** The head of the new version if the old one is not served any more; asked only while nothing comes of that one. */
    private OptionalLong enough(Pair pair, TableSwap.Progress progress) throws InterruptedException {
        if (!pair.state.isStanding(progress, scope.nanos().getAsLong()) || isServed(pair.shown.current())) {
            return OptionalLong.empty();
        }
        return HeadProbe.ask(scope.source(), scope.era(), pair.task.headReference())
                .map(Head::number)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private boolean isServed(TableTask task) {
        try {
            scope.source().plan(new StreamRequest(task.sql(), true, Map.of()));
            return true;
        } catch (SyncException e) {
            return e.reason() != Reason.DATASET_NOT_FOUND && e.reason() != Reason.QUERY_REFUSED;
        }
    }
}
