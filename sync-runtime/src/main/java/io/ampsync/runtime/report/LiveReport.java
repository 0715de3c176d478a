package io.ampsync.runtime.report;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.ReorgsReport;
import io.ampsync.api.ResilienceReport;
import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport.ReorgReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status report of this process at any moment, also before it has any connection. */
public final class LiveReport implements Supplier<StatusReport> {
    private final SyncIdentity identity;
    private final StatusBoard board;
    private final Supplier<@Nullable ResilienceReport> resilience;
    private final AtomicReference<ProcessStatus> process = new AtomicReference<>(ProcessStatus.STARTING);
    private final AtomicLong sequence = new AtomicLong();

    public LiveReport(SyncIdentity identity, StatusBoard board) {
        this(identity, board, () -> null);
    }

    /** @param resilience what is done about failures, null if that is not known */
    public LiveReport(SyncIdentity identity, StatusBoard board, Supplier<@Nullable ResilienceReport> resilience) {
        this.identity = identity;
        this.board = board;
        this.resilience = resilience;
    }

    /**
     * What concerns no single table.
     *
     * @param configuration what is wrong with the settings, null if nothing is
     * @param source what hinders reading, null if nothing does; likewise database and schema
     */
    public record ProcessStatus(
            SyncReport.State state,
            WriterReport writer,
            @Nullable TroubleReport configuration,
            @Nullable TroubleReport source,
            @Nullable TroubleReport database,
            @Nullable TroubleReport schema,
            @Nullable DatasetReport dataset) {
        static final ProcessStatus STARTING = new ProcessStatus(
                SyncReport.State.STARTING,
                new WriterReport(WriterReport.State.UNKNOWN, null, null),
                null,
                null,
                null,
                null,
                null);

        public ProcessStatus withState(SyncReport.State next) {
            return new ProcessStatus(next, writer, configuration, source, database, schema, dataset);
        }

        public ProcessStatus withWriter(WriterReport next) {
            return new ProcessStatus(state, next, configuration, source, database, schema, dataset);
        }

        public ProcessStatus withConfiguration(@Nullable TroubleReport next) {
            return new ProcessStatus(state, writer, next, source, database, schema, dataset);
        }

        public ProcessStatus withSource(@Nullable TroubleReport next) {
            return new ProcessStatus(state, writer, configuration, next, database, schema, dataset);
        }

        public ProcessStatus withDatabase(@Nullable TroubleReport next) {
            return new ProcessStatus(state, writer, configuration, source, next, schema, dataset);
        }

        public ProcessStatus withSchema(@Nullable TroubleReport next) {
            return new ProcessStatus(state, writer, configuration, source, database, next, dataset);
        }

        public ProcessStatus withDataset(DatasetReport next) {
            return new ProcessStatus(state, writer, configuration, source, database, schema, next);
        }
    }

    public void update(UnaryOperator<ProcessStatus> change) {
        process.updateAndGet(change);
    }

    @Override
    public StatusReport get() {
        ProcessStatus now = process.get();
        List<TableStatus> tables = board.tables();
        return StatusReport.of(List.of(new SyncReport(
                identity.namespace(),
                identity.name(),
                identity.instanceUid(),
                identity.revision(),
                identity.startedAt(),
                sequence.incrementAndGet(),
                now.state(),
                now.writer(),
                now.configuration(),
                now.source(),
                now.database(),
                now.schema(),
                now.dataset(),
                tables.stream().map(TableReports::of).toList(),
                reorgs(tables),
                resilience.get())));
    }

    private static ReorgsReport reorgs(List<TableStatus> tables) {
        List<TableStatus.Reorgs> all = tables.stream().map(TableStatus::reorgs).toList();
        Optional<ReorgReport> last = all.stream()
                .flatMap(reorgs -> Stream.ofNullable(reorgs.last()))
                .max(Comparator.comparing(ReorgReport::time, Comparator.nullsFirst(Comparator.naturalOrder())));
        return new ReorgsReport(
                all.stream().mapToLong(TableStatus.Reorgs::total).sum(),
                last.map(ReorgReport::time).orElse(null),
                last.map(ReorgReport::depth).orElse(null),
                all.stream().mapToLong(TableStatus.Reorgs::maxDepth).max().orElse(0));
    }
}
