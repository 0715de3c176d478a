package io.ampsync.runtime.version;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.DatasetSettings;
import io.ampsync.runtime.config.OnVersionChange;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.resilience.Backoff;
import io.ampsync.runtime.sync.FillingState;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.sync.VersionMove;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks now and then what the reference means, and takes the tables there. Nothing that the Admin API does or fails to do
 * disturbs a stream: a table leaves its version when the next one was found to fit, and not before. One thread.
 */
public final class VersionWatch implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    /** Why a version does not run yet that is being filled beside. */
    private static final String RESYNCING = "Resyncing";

    private final DatasetRef asked;
    private final OnVersionChange policy;
    private final Duration interval;
    private final Published published;
    private final VersionMove moves;
    private final Consumer<DatasetReport> report;
    private final Runnable restart;
    private final StopSignal stop;
    private final InstantSource clock;
    private final Backoff failures;
    private final Backoff refusals;

    private @Nullable Provenance announced;
    private @Nullable Reason lastFailure;
    private @Nullable Instant lookAgain;
    private DatasetReport.@Nullable UpdateReport obstacle;
    /** Rows of tables that got columns; to be counted at first, and after a move. */
    private OptionalLong olderRows = OptionalLong.empty();

    /**
     * Asks nothing yet.
     *
     * @param report hears which version runs and which does not
     * @param restart called when the new version has tables that the running sync lacks
     */
    public VersionWatch(
            DatasetSettings settings,
            Published published,
            VersionMove moves,
            Consumer<DatasetReport> report,
            Runnable restart,
            StopSignal stop,
            InstantSource clock,
            RandomGenerator random) {
        this.asked = settings.reference();
        this.policy = settings.onVersionChange();
        this.interval = settings.versionPoll();
        this.published = published;
        this.moves = moves;
        this.report = report;
        this.restart = restart;
        this.stop = stop;
        this.clock = clock;
        Duration longest = interval.compareTo(LONGEST_PAUSE) > 0 ? interval : LONGEST_PAUSE;
        failures = new Backoff(interval, longest, random);
        refusals = new Backoff(interval, longest, random);
    }

    @Override
    public void run() {
        LOG.atInfo().addKeyValue("seconds", interval.toSeconds()).log(Events.VERSION_POLLING_INITIALIZED);
        try {
            Duration pause = Duration.ZERO;
            while (!stop.await(pause)) {
                pause = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; how long to wait until the next. */
    Duration look() throws InterruptedException {
        try {
            Provenance found = published.now();
            failures.reset();
            lastFailure = null;
            consider(found);
            return interval;
        } catch (SyncException e) {
            failed(e);
        } catch (RuntimeException e) {
            failed(new SyncException(Reason.DEFECT, "Unexpected: " + e, e));
        }
        Duration pause = failures.next();
        return pause.compareTo(interval) < 0 ? interval : pause;
    }

    private void consider(Provenance found) throws InterruptedException {
        Map<String, Provenance> running = moves.running();
        List<String> behind = new ArrayList<>();
        boolean older = false;
        for (Map.Entry<String, Provenance> table : running.entrySet()) {
            VersionRules.Step step = VersionRules.step(asked, table.getValue(), found);
            older |= step == VersionRules.Step.REFUSE_OLDER;
            if (step != VersionRules.Step.STAY) {
                behind.add(table.getKey());
            }
        }
        if (moves.isAnyLost()) {
            again(found);
        } else if (behind.isEmpty()) {
            LOG.atDebug().addKeyValue("version", found.label()).log(Events.VERSION_UNCHANGED);
            announced = found;
            arrived(found);
        } else {
            announce(running.get(behind.getFirst()), found);
            if (older) {
                hinder(
                        found,
                        "Downgrade",
                        "It is lower than the running one; name it as the version to go back to it.");
            } else if (policy == OnVersionChange.HOLD) {
                hinder(found, "Held", "The settings say to hold the running version; change them to take this one.");
            } else {
                List<String> others = behind.stream()
                        .filter(table -> VersionRules.isOther(Objects.requireNonNull(running.get(table)), found))
                        .toList();
                if (policy == OnVersionChange.RESYNC && !others.isEmpty()) {
                    fill(found, others);
                } else if (isTimeToLook()) {
                    take(found, behind);
                }
            }
        }
        tell(found);
    }

    private boolean isTimeToLook() {
        return lookAgain == null || !clock.instant().isBefore(lookAgain);
    }

    /** Every table runs what is wanted. */
    private void arrived(Provenance found) throws InterruptedException {
        boolean filled = obstacle != null && RESYNCING.equals(obstacle.reason());
        obstacle = null;
        if (filled) {
            LOG.atInfo().addKeyValue("version", found.label()).log(Events.VERSION_RELOAD_SUCCESS);
        }
        if ((filled && moves.isAnyStuck()) || !moves.filling().isEmpty()) {
            again(found);
        }
    }

    /** Has the sync begin anew with what is wanted now. */
    private void again(Provenance found) throws InterruptedException {
        if (published.tasks().stream().allMatch(task -> task.provenance().equals(found))) {
            restart.run();
        }
    }

    /** The new version is filled into tables beside, which take their places by themselves. */
    private void fill(Provenance found, List<String> others) throws InterruptedException {
        Map<String, FillingState> filling = moves.filling();
        boolean begun = others.stream()
                .map(filling::get)
                .allMatch(state -> state != null && state.provenance().equals(found));
        if (begun) {
            String how = others.stream()
                    .map(table -> Objects.requireNonNull(filling.get(table)).text())
                    .collect(Collectors.joining(". "));
            obstacle = new DatasetReport.UpdateReport(found.version(), RESYNCING, "It is filled beside. " + how + ".");
            return;
        }
        if (isTimeToLook() && isReadable(found, others)) {
            LOG.atInfo()
                    .addKeyValue("version", found.label())
                    .addKeyValue("tables", String.join(",", others))
                    .log(Events.RESYNC_STARTED);
            restart.run();
        }
    }

    private boolean isReadable(Provenance found, List<String> others) throws InterruptedException {
        Optional<List<TableTask>> tasks = tasks(found);
        if (tasks.isEmpty()) {
            return false;
        }
        List<String> findings = new ArrayList<>();
        for (TableTask task : tasks.get()) {
            if (others.contains(task.name())) {
                try {
                    moves.require(task);
                } catch (SyncException e) {
                    if (!e.reason().needsPerson()) {
                        notYet(found, e);
                        return false;
                    }
                    findings.add(e.getMessage());
                }
            }
        }
        if (!findings.isEmpty()) {
            refuse(found, String.join(" ", findings));
        }
        return findings.isEmpty();
    }

    private void announce(@Nullable Provenance from, Provenance found) {
        if (found.equals(announced)) {
            return;
        }
        announced = found;
        obstacle = null;
        lookAgain = null;
        refusals.reset();
        LOG.atInfo()
                .addKeyValue("from", from == null ? "nothing" : from.label())
                .addKeyValue("to", found.label())
                .log(Events.VERSION_CHANGE_DETECTED);
    }

    /** Empty if not all tables have it. */
    private Optional<List<TableTask>> tasks(Provenance found) throws InterruptedException {
        List<TableTask> tasks = published.tasks();
        if (tasks.stream().anyMatch(task -> !task.provenance().equals(found))) {
            // It moved again between two requests; the next look sees the same thing twice.
            return Optional.empty();
        }
        List<String> names = tasks.stream().map(TableTask::name).toList();
        List<String> gone = moves.running().keySet().stream()
                .filter(table -> !names.contains(table))
                .toList();
        if (!gone.isEmpty()) {
            refuse(found, "Tables dropped from dataset: " + String.join(", ", gone));
            return Optional.empty();
        }
        return Optional.of(tasks);
    }

    private void take(Provenance found, List<String> behind) throws InterruptedException {
        Optional<List<TableTask>> wanted = tasks(found);
        if (wanted.isEmpty()) {
            return;
        }
        List<TableTask> tasks = wanted.get();
        List<String> names = tasks.stream().map(TableTask::name).toList();
        List<VersionMove.Prospect> prospects = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (TableTask task : tasks) {
            if (behind.contains(task.name())) {
                try {
                    prospects.add(moves.look(task));
                } catch (SyncException e) {
                    if (!e.reason().needsPerson()) {
                        notYet(found, e);
                        return;
                    }
                    findings.add(e.getMessage());
                }
            }
        }
        if (findings.isEmpty()) {
            move(found, prospects, names);
        } else {
            refuse(found, String.join(" ", findings));
        }
    }

    private void move(Provenance found, List<VersionMove.Prospect> prospects, List<String> names) {
        List<String> locked = new ArrayList<>();
        for (VersionMove.Prospect prospect : prospects) {
            if (moves.move(prospect)) {
                olderRows = OptionalLong.empty();
                LOG.atInfo()
                        .addKeyValue("table", prospect.task().name())
                        .addKeyValue("to", found.label())
                        .addKeyValue("rows", prospect.rows())
                        .log(
                                prospect.grows()
                                        ? Events.TABLE_SWITCHED
                                                + ": the rows that are stored keep NULL in the new columns"
                                        : Events.TABLE_SWITCHED);
            } else {
                locked.add(prospect.task().name());
            }
        }
        if (!locked.isEmpty()) {
            hinder(found, Reason.DATABASE_BUSY.label(), "Others lock " + String.join(", ", locked) + "; trying again.");
            return;
        }
        obstacle = null;
        LOG.atInfo().addKeyValue("version", found.label()).log(Events.VERSION_RELOAD_SUCCESS);
        if (!moves.running().keySet().containsAll(names) || moves.isAnyStuck()) {
            restart.run();
        }
    }

    private void notYet(Provenance found, SyncException why) {
        hinder(found, why.reason().label(), String.valueOf(why.getMessage()));
    }

    private void refuse(Provenance found, String why) {
        lookAgain = clock.instant().plus(refusals.next());
        if (obstacle == null || !why.equals(obstacle.message())) {
            LOG.atError()
                    .addKeyValue("version", found.label())
                    .log(Events.VERSION_RELOAD_FAILED + ": {} The running version goes on.", why);
        }
        obstacle = new DatasetReport.UpdateReport(found.version(), Reason.SCHEMA_INCOMPATIBLE.label(), why);
    }

    private void hinder(Provenance found, String reason, String why) {
        if (obstacle == null || !reason.equals(obstacle.reason())) {
            LOG.atWarn()
                    .addKeyValue("version", found.label())
                    .addKeyValue("reason", reason)
                    .log(Events.VERSION_NOT_TAKEN + ": {}", why);
        }
        obstacle = new DatasetReport.UpdateReport(found.version(), reason, why);
    }

    private void tell(Provenance found) {
        if (olderRows.isEmpty()) {
            try {
                olderRows = moves.olderRows();
            } catch (SyncException e) {
                LOG.debug("Older rows are not counted yet: {}", e.getMessage());
            }
        }
        long older = olderRows.orElse(0);
        Provenance runs = moves.running().values().stream()
                .filter(version -> !version.equals(found))
                .findFirst()
                .orElse(found);
        report.accept(new DatasetReport(
                asked.toString(),
                found.version(),
                runs.version(),
                runs.manifestHash(),
                obstacle,
                older == 0 ? null : (Long) older));
    }

    private void failed(SyncException failure) {
        boolean again = Objects.equals(lastFailure, failure.reason());
        lastFailure = failure.reason();
        (again ? LOG.atDebug() : LOG.atWarn())
                .addKeyValue("reason", failure.reason().label())
                .log(Events.VERSION_POLL_FAILED + ": {} Streams go on; asking again.", failure.getMessage());
    }
}
