package io.ampsync.runtime.config;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.ExpressionVisitorAdapter;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;
import net.sf.jsqlparser.statement.select.WithItem;
import org.jspecify.annotations.Nullable;

/**
 * What servers do not stream of a query (amp-protocol 2.4), found by parsing it: all of it, by the names under which the
 * server would refuse it one by one. What only current servers stream counts as well, for a query must not depend on that.
 */
final class Unstreamable {
    private static final Set<String> AGGREGATES = Set.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "stddev",
            "variance",
            "array_agg",
            "string_agg",
            "bool_and",
            "bool_or");

    private final Set<String> found = new TreeSet<>();
    private final ExpressionVisitorAdapter<Void> expressions = new Expressions();

    private Unstreamable() {}

    /**
     * The one SELECT of a text.
     *
     * @throws IllegalArgumentException it is something else, or no SQL
     */
    static Select parse(String sql) {
        try {
            List<Statement> statements = CCJSqlParserUtil.parseStatements(sql);
            if (statements.size() == 1 && statements.getFirst() instanceof Select select) {
                return select;
            }
        } catch (JSQLParserException e) {
            throw new IllegalArgumentException(
                    "it is no SQL: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
        throw new IllegalArgumentException("it is not one SELECT");
    }

    /** Lists the labels in alphabetical order; empty if the query can be streamed. */
    static List<String> in(Select query) {
        Unstreamable search = new Unstreamable();
        search.query(query);
        return List.copyOf(search.found);
    }

    private void query(Select query) {
        note(query.getOrderByElements() != null, "Sort");
        note(query.getLimit() != null || query.getFetch() != null || query.getOffset() != null, "Limit");
        @Nullable List<WithItem<?>> with = query.getWithItemsList();
        if (with != null) {
            for (WithItem<?> item : with) {
                note(item.isRecursive(), "RecursiveQuery");
                query(item.getSelect());
            }
        }
        switch (query) {
            case PlainSelect plain -> plain(plain);
            case ParenthesedSelect inner -> query(inner.getSelect());
            case SetOperationList several -> several.getSelects().forEach(this::query);
            default -> found.add(query.getClass().getSimpleName());
        }
    }

    private void plain(PlainSelect select) {
        note(select.getDistinct() != null, "Distinct");
        note(select.getGroupBy() != null || select.getHaving() != null, "Aggregate");
        note(select.getJoins() != null && !select.getJoins().isEmpty(), "Join");
        note(select.getWindowDefinitions() != null || select.getQualify() != null, "Window");
        note(select.getTop() != null || select.getFirst() != null || select.getSkip() != null, "Limit");
        select.getSelectItems().forEach(item -> look(item.getExpression()));
        look(select.getWhere());
        look(select.getHaving());
        @Nullable FromItem from = select.getFromItem();
        if (from instanceof Select derived) {
            query(derived);
        }
    }

    private void look(@Nullable Expression expression) {
        if (expression != null) {
            expression.accept(expressions, null);
        }
    }

    private void note(boolean present, String label) {
        if (present) {
            found.add(label);
        }
    }

    private final class Expressions extends ExpressionVisitorAdapter<Void> {
        @Override
        public <S> @Nullable Void visit(Function function, S context) {
            note(AGGREGATES.contains(function.getName().toLowerCase(Locale.ROOT)), "Aggregate");
            return super.visit(function, context);
        }

        @Override
        public <S> @Nullable Void visit(AnalyticExpression window, S context) {
            found.add("Window");
            return super.visit(window, context);
        }

        /** Servers make a join of it. */
        @Override
        public <S> @Nullable Void visit(ParenthesedSelect subquery, S context) {
            found.add("Join");
            query(subquery);
            return null;
        }

        @Override
        public <S> @Nullable Void visit(Select subquery, S context) {
            found.add("Join");
            query(subquery);
            return null;
        }
    }
}
