package io.ampsync.simulator.query;

import io.ampsync.simulator.era.Era;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.jspecify.annotations.Nullable;

/** What cannot be streamed (amp-protocol 2.4), named as the server names it. */
final class NonIncremental {
    /** Streams of current servers can have it (amp-protocol 0). */
    private static final String INNER = "Join(Inner)";

    private NonIncremental() {}

    static Optional<String> operation(Era era, PlainSelect select, List<Output> outputs, List<Source> sources) {
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
        if (era.isHead()
                && select.getGroupBy() != null
                && select.getGroupBy().toString().contains("block_num()")) {
            // A real server computes it block by block.
            throw Refused.unsupported(select);
        }
        if (select.getGroupBy() != null || outputs.stream().anyMatch(Output.Aggregate.class::isInstance)) {
            return Optional.of("Aggregate");
        }
        @Nullable List<Join> joins = select.getJoins();
        Optional<String> join = joins == null
                ? Optional.empty()
                : joins.stream()
                        .map(NonIncremental::kind)
                        .filter(kind -> !era.isHead() || !kind.equals(INNER))
                        .findFirst();
        return join.or(() -> sources.stream()
                .flatMap(source -> source.definition().stream())
                .flatMap(definition -> definition.nonIncremental().stream())
                .findFirst());
    }

    private static String kind(Join join) {
        if (join.isLeft()) {
            return "Join(Left)";
        }
        if (join.isRight()) {
            return "Join(Right)";
        }
        return join.isFull() ? "Join(Full)" : INNER;
    }
}
