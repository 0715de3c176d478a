package io.ampsync.simulator.query;

import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/** What cannot be streamed (amp-protocol 2.4), named as the server names it. */
final class NonIncremental {
    private NonIncremental() {}

    static Optional<String> operation(PlainSelect select, List<Output> outputs) {
        if (select.getLimit() != null) {
            return Optional.of("Limit");
        }
        if (select.getOrderByElements() != null) {
            return Optional.of("Sort");
        }
        if (select.getDistinct() != null) {
            return Optional.of("Distinct");
        }
        if (select.getSelectItems().stream().anyMatch(item -> item.getExpression() instanceof AnalyticExpression)) {
            return Optional.of("Window");
        }
        if (select.getGroupBy() != null || outputs.stream().anyMatch(Output.Aggregate.class::isInstance)) {
            return Optional.of("Aggregate");
        }
        @Nullable List<Join> joins = select.getJoins();
        return joins == null
                ? Optional.empty()
                : joins.stream().map(NonIncremental::kind).findFirst();
    }

    private static String kind(Join join) {
        if (join.isLeft()) {
            return "Join(Left)";
        }
        if (join.isRight()) {
            return "Join(Right)";
        }
        return join.isFull() ? "Join(Full)" : "Join(Inner)";
    }
}
