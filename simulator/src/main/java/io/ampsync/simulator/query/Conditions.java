package io.ampsync.simulator.query;

import io.ampsync.simulator.chain.TableDefinition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.schema.Column;
import org.jspecify.annotations.Nullable;

/** Compiles a WHERE clause of comparisons between columns and literals. */
final class Conditions {
    private final Scope scope;

    private Conditions(Scope scope) {
        this.scope = scope;
    }

    /** A filter, and the blocks it can be true for; the filter is {@link RowFilter#ALL} if those say everything. */
    record Compiled(BlockBounds bounds, RowFilter filter) {}

    static Compiled compile(@Nullable Expression where, Scope scope) {
        if (where == null) {
            return new Compiled(BlockBounds.ALL, RowFilter.ALL);
        }
        Conditions conditions = new Conditions(scope);
        List<Expression> parts = new ArrayList<>();
        conjuncts(where, parts);
        BlockBounds bounds = BlockBounds.ALL;
        RowFilter filter = RowFilter.ALL;
        for (Expression part : parts) {
            Optional<BlockBounds> bound = conditions.bounds(part);
            if (bound.isPresent()) {
                bounds = bounds.and(bound.get());
            } else {
                filter = and(filter, conditions.filter(part));
            }
        }
        return new Compiled(bounds, filter);
    }

    private static void conjuncts(Expression expression, List<Expression> parts) {
        switch (expression) {
            case AndExpression and -> {
                conjuncts(and.getLeftExpression(), parts);
                conjuncts(and.getRightExpression(), parts);
            }
            case ParenthesedExpressionList<?> list when list.size() == 1 -> conjuncts(list.getFirst(), parts);
            default -> parts.add(expression);
        }
    }

    private static RowFilter and(RowFilter left, RowFilter right) {
        return left == RowFilter.ALL ? right : (rows, row) -> left.test(rows, row) && right.test(rows, row);
    }

    private Optional<BlockBounds> bounds(Expression expression) {
        if (expression instanceof Between between
                && !between.isNot()
                && isBlockNumber(between.getLeftExpression())
                && Values.literal(between.getBetweenExpressionStart()) instanceof BigDecimal low
                && Values.literal(between.getBetweenExpressionEnd()) instanceof BigDecimal high) {
            return Optional.of(new BlockBounds(low.longValue(), high.longValue()));
        }
        if (expression instanceof ComparisonOperator comparison
                && isBlockNumber(comparison.getLeftExpression())
                && Values.literal(comparison.getRightExpression()) instanceof BigDecimal literal) {
            long number = literal.longValue();
            return switch (comparison.getStringExpression()) {
                case "=" -> Optional.of(new BlockBounds(number, number));
                case ">" -> Optional.of(new BlockBounds(number + 1, Long.MAX_VALUE));
                case ">=" -> Optional.of(new BlockBounds(number, Long.MAX_VALUE));
                case "<" -> Optional.of(new BlockBounds(0, number - 1));
                case "<=" -> Optional.of(new BlockBounds(0, number));
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    private boolean isBlockNumber(Expression expression) {
        return expression instanceof Column column
                && (Names.fold(column.getColumnName()).equals(TableDefinition.BLOCK_NUM)
                        || (scope.isStored()
                                && Names.fold(column.getColumnName()).equals("block_num")));
    }

    private RowFilter filter(Expression expression) {
        return switch (expression) {
            case AndExpression and -> and(filter(and.getLeftExpression()), filter(and.getRightExpression()));
            case OrExpression or -> {
                RowFilter left = filter(or.getLeftExpression());
                RowFilter right = filter(or.getRightExpression());
                yield (rows, row) -> left.test(rows, row) || right.test(rows, row);
            }
            case NotExpression not -> {
                RowFilter inner = filter(not.getExpression());
                yield (rows, row) -> !inner.test(rows, row);
            }
            case ParenthesedExpressionList<?> list when list.size() == 1 -> filter(list.getFirst());
            case BooleanValue value -> (_, _) -> value.getValue();
            case IsNullExpression isNull -> {
                int index = index(isNull.getLeftExpression());
                yield (rows, row) -> rows.getVector(index).isNull(row) != isNull.isNot();
            }
            case InExpression in
            when in.getRightExpression() instanceof ParenthesedExpressionList<?> list -> {
                int index = index(in.getLeftExpression());
                List<@Nullable Object> values = new ArrayList<>();
                list.forEach(item -> values.add(Values.literal(item)));
                yield (rows, row) -> values.stream()
                                .anyMatch(value -> Values.compare(Values.cell(rows, index, row), value)
                                                .orElse(1)
                                        == 0)
                        != in.isNot();
            }
            case ComparisonOperator comparison -> comparison(comparison);
            default -> throw Refused.unsupported(expression);
        };
    }

    private RowFilter comparison(ComparisonOperator comparison) {
        int index = index(comparison.getLeftExpression());
        @Nullable Object literal = Values.literal(comparison.getRightExpression());
        if (literal == null) {
            throw Refused.unsupported(comparison);
        }
        String operator = comparison.getStringExpression();
        return (rows, row) -> Values.compare(Values.cell(rows, index, row), literal)
                .map(order -> switch (operator) {
                    case "=" -> order == 0;
                    case "<>", "!=" -> order != 0;
                    case "<" -> order < 0;
                    case "<=" -> order <= 0;
                    case ">" -> order > 0;
                    case ">=" -> order >= 0;
                    default -> throw Refused.unsupported(comparison);
                })
                .orElse(false);
    }

    private int index(Expression expression) {
        if (expression instanceof Column column) {
            return scope.resolve(column, Optional.empty()).index();
        }
        throw Refused.unsupported(expression);
    }
}
