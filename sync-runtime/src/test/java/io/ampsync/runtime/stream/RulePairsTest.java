package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockRange;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table, and every row after every other one. */
class RulePairsTest {
    @ParameterizedTest
    @EnumSource
    void everyRowDecides(RuleCase row) {
        RuleState state = RuleState.before(row);

        assertThat(RuleState.name(state.decide(row.incoming(state)).decision())).startsWith(expected(row));
    }

    private static String expected(RuleCase row) {
        return row == RuleCase.ROW_1_NO_CHECKPOINT ? "Forward" : row.decision(RuleState.ordinary());
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(RuleCase.values())
                .flatMap(first -> Arrays.stream(RuleCase.values()).map(second -> Arguments.of(first, second)));
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @MethodSource("pairs")
    void everyRowDecidesAfterEveryOther(RuleCase first, RuleCase second) {
        RuleState start = RuleState.before(first);
        BlockRange one = first.incoming(start);
        Step step = start.decide(one);
        RuleState between = ready(start.after(one, step), second);
        if (second == RuleCase.ROW_1_NO_CHECKPOINT) {
            between = RuleState.of(Journal.empty(), between.connection().memory());
        }

        BlockRange two = second.incoming(between);
        Decision decision = between.decide(two).decision();

        String expected = second == RuleCase.ROW_1_NO_CHECKPOINT ? "Forward" : second.decision(between);
        assertThat(RuleState.name(decision)).startsWith(expected);
        assertLinked(between.after(two, between.decide(two)).journal());
    }

    /** Rows need a few ranges, and row 3 a connection on which nothing has been accepted yet. */
    private static RuleState ready(RuleState state, RuleCase second) {
        RuleState ready = state;
        while (ready.journal().size() < 4) {
            BlockRange more = RuleCase.ROW_6_FORWARD.incoming(ready);
            ready = ready.after(more, ready.decide(more));
        }
        return second.name().startsWith("ROW_3") && !ready.connection().untouched()
                ? ready.reopened(ready.connection().memory())
                : ready;
    }

    private static void assertLinked(Journal journal) {
        assertThat(Journal.of(journal.entries()).entries()).isEqualTo(journal.entries());
    }
}
