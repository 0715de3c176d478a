package io.ampsync.api.condition;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.condition.Stories.Telling;
import io.ampsync.api.condition.Workload.Obstacle;
import io.ampsync.api.condition.Workload.Phase;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class StatusPromisesTest {
    @Property(tries = 500)
    void whateverIsSeenTheConditionsDoNotContradictEachOther(@ForAll("observations") List<Observation> story) {
        AmpSyncStatus status = AmpSyncStatus.NONE;
        for (Observation seen : story) {
            AmpSyncStatus before = status;
            status = StatusRules.next(seen, before);

            boolean reconciling = status.condition(ConditionType.RECONCILING).isPresent();
            boolean stalled = status.condition(ConditionType.STALLED).isPresent();
            Condition ready = status.condition(ConditionType.READY).orElseThrow();
            assertThat(reconciling && stalled).isFalse();
            assertThat((reconciling || stalled) && ready.status() == Truth.TRUE).isFalse();
            assertThat(status.observedGeneration()).isEqualTo(seen.generation());
            assertThat(status.conditions()).extracting(Condition::type).doesNotHaveDuplicates();
            assertThat(status.conditions()).allSatisfy(condition -> {
                assertThat(condition.reason()).matches("[A-Z][A-Za-z0-9]*");
                assertThat(condition.message()).isNotBlank().doesNotContain("null");
                assertThat(condition.observedGeneration()).isEqualTo(seen.generation());
            });
            transitionsMoveWithTheStatus(before, status, seen);
            assertThat(StatusRules.next(seen, status)).as("a second look").isEqualTo(status);
        }
    }

    private static void transitionsMoveWithTheStatus(AmpSyncStatus before, AmpSyncStatus after, Observation seen) {
        for (ConditionType type : ConditionType.values()) {
            Optional<Condition> old = before.condition(type);
            after.condition(type).ifPresent(now -> {
                boolean same = old.filter(o -> o.status() == now.status()).isPresent();
                assertThat(now.lastTransitionTime())
                        .isEqualTo(
                                same
                                        ? old.orElseThrow().lastTransitionTime()
                                        : seen.now().truncatedTo(ChronoUnit.SECONDS));
            });
        }
    }

    @Provide
    static Arbitrary<List<Observation>> observations() {
        Arbitrary<Duration> ages = Arbitraries.integers().between(0, 600).map(Duration::ofSeconds);
        Arbitrary<Obstacle> obstacles = Combinators.combine(
                        Arbitraries.of(
                                ConditionReason.INVALID_TEMPLATE,
                                ConditionReason.INVALID_SPEC,
                                ConditionReason.SECRET_MISSING,
                                ConditionReason.IMAGE_PULL_FAILED,
                                ConditionReason.CRASH_LOOPING,
                                ConditionReason.QUOTA_EXCEEDED,
                                ConditionReason.UNSCHEDULABLE,
                                ConditionReason.DROP_FAILED),
                        ages)
                .as((reason, age) -> new Obstacle(reason, "Fix it.", Stories.ago(age)));
        Arbitrary<Workload> workloads = Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(3, Arbitraries.just(Phase.RUNNING)),
                                Tuple.of(1, Arbitraries.of(Phase.values()))),
                        obstacles.injectNull(0.7))
                .as((phase, obstacle) -> new Workload(phase, obstacle, null));
        Arbitrary<TroubleReport> troubles =
                Combinators.combine(Arbitraries.of(Reason.values()), ages).as(Stories::trouble);
        Arbitrary<TableReport> tables = Combinators.combine(
                        Arbitraries.of(TableReport.Mode.values()),
                        Combinators.combine(Arbitraries.of(Reason.values()), ages)
                                .as(Stories::error)
                                .injectNull(0.6),
                        Arbitraries.longs().between(0, 5),
                        ages)
                .as((mode, error, lag, age) -> lag == 0
                        ? Stories.table(mode, error)
                        : Stories.table(mode, error, Stories.at(100 - lag, 98L, age)));
        Arbitrary<SyncReport> reports = Combinators.combine(
                        Arbitraries.of(SyncReport.State.values()).injectNull(0.1),
                        Arbitraries.of(WriterReport.State.values()).injectNull(0.1),
                        troubles.injectNull(0.8),
                        troubles.injectNull(0.6),
                        troubles.injectNull(0.6),
                        troubles.injectNull(0.8),
                        tables.list().ofMaxSize(3))
                .as((state, writer, configuration, source, database, schema, list) ->
                        new Telling(state, writer, configuration, source, database, schema, null, list).report());
        return Combinators.combine(
                        Arbitraries.longs().between(1, 4),
                        Arbitraries.of(Stories.FLOATING, Stories.PINNED),
                        workloads,
                        reports.injectNull(0.2),
                        Arbitraries.integers().between(0, 900))
                .as((generation, spec, workload, report, later) ->
                        new Observation(generation, spec, workload, report, Stories.NOW.plusSeconds(later)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }
}
