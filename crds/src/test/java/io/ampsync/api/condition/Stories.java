package io.ampsync.api.condition;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.ErrorReport;
import io.ampsync.api.TableReport.WatermarkReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.condition.Workload.Obstacle;
import io.ampsync.api.condition.Workload.Phase;
import io.ampsync.api.manifest.AmpSyncSamples;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Things that happen to a sync, for the tests of what is said about them. */
final class Stories {
    static final Instant NOW = Instant.parse("2026-11-21T09:00:00.750Z");
    static final AmpSyncSpec FLOATING = AmpSyncSamples.spec("latest");
    static final AmpSyncSpec PINNED = AmpSyncSamples.spec("1.4.0");
    static final Workload RUNNING = Workload.inProcess();

    private Stories() {}

    static Instant ago(Duration time) {
        return NOW.minus(time);
    }

    static Observation seen(Workload workload, @Nullable SyncReport report) {
        return new Observation(3, FLOATING, workload, report, NOW);
    }

    static Observation seen(@Nullable SyncReport report) {
        return seen(RUNNING, report);
    }

    static Observation in(Phase phase) {
        return seen(new Workload(phase, null, null), null);
    }

    static Observation hindered(Phase phase, ConditionReason reason, Duration time) {
        return seen(new Workload(phase, new Obstacle(reason, "Fix it.", ago(time)), null), null);
    }

    static TroubleReport trouble(Reason reason, Duration time) {
        return TroubleReport.of(reason, "It is broken.", ago(time));
    }

    static ErrorReport error(Reason reason, Duration time) {
        return new ErrorReport(reason.label(), "It is broken.", reason.needsPerson(), ago(time));
    }

    static TableReport table(TableReport.Mode mode, @Nullable ErrorReport error, WatermarkReport... watermarks) {
        return new TableReport("blocks", mode, 100L, ago(Duration.ofSeconds(2)), List.of(watermarks), null, error);
    }

    static TableReport streaming() {
        return table(TableReport.Mode.STREAMING, null, at(1000, 1000L, Duration.ofSeconds(5)));
    }

    static WatermarkReport at(long block, @Nullable Long head, Duration headAge) {
        Long lag = head == null ? null : Math.max(0, head - block);
        return new WatermarkReport("mainnet", block, "0xa2", head, head == null ? null : ago(headAge), lag);
    }

    /** {@code status/reason}, {@code -} if there is no such condition. */
    static String told(AmpSyncStatus status, ConditionType type) {
        return status.condition(type)
                .map(condition -> condition.status().label() + "/" + condition.reason())
                .orElse("-");
    }

    /** A report under construction: running, claimed, nothing wrong. */
    record Telling(
            SyncReport.@Nullable State state,
            WriterReport.@Nullable State writer,
            @Nullable TroubleReport configuration,
            @Nullable TroubleReport source,
            @Nullable TroubleReport database,
            @Nullable TroubleReport schema,
            DatasetReport.@Nullable UpdateReport update,
            List<TableReport> tables) {
        static Telling good() {
            return of(streaming());
        }

        static Telling of(TableReport... tables) {
            return new Telling(
                    SyncReport.State.RUNNING, WriterReport.State.HELD, null, null, null, null, null, List.of(tables));
        }

        Telling state(SyncReport.State next) {
            return new Telling(next, writer, configuration, source, database, schema, update, tables);
        }

        Telling writer(WriterReport.State next) {
            return new Telling(state, next, configuration, source, database, schema, update, tables);
        }

        Telling configuration(TroubleReport next) {
            return new Telling(state, writer, next, source, database, schema, update, tables);
        }

        Telling source(TroubleReport next) {
            return new Telling(state, writer, configuration, next, database, schema, update, tables);
        }

        Telling database(TroubleReport next) {
            return new Telling(state, writer, configuration, source, next, schema, update, tables);
        }

        Telling held(TroubleReport next) {
            return new Telling(
                    state,
                    writer,
                    configuration,
                    source,
                    database,
                    next,
                    new DatasetReport.UpdateReport("1.5.0", next.reason(), next.message()),
                    tables);
        }

        SyncReport report() {
            return new SyncReport(
                    "default",
                    "mainnet",
                    "default/mainnet",
                    "9f86d081884c7d65",
                    ago(Duration.ofHours(1)),
                    1L,
                    state,
                    new WriterReport(writer, 7L, "0011"),
                    configuration,
                    source,
                    database,
                    schema,
                    new DatasetReport("_/eth_rpc@latest", "1.4.0", "1.4.0", "25f4", update),
                    tables,
                    null,
                    null);
        }
    }
}
