package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.era.Era;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.OrderByElement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.SelectItem;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/** SQL text to a {@link Plan}, against the catalog as it is at this moment. */
public final class QueryPlanner {
    private final Era era;
    private final Catalog catalog;

    public QueryPlanner(Era era, Catalog catalog) {
        this.era = era;
        this.catalog = catalog;
    }

    /**
     * Plans one SELECT, with or without a SETTINGS clause.
     *
     * @throws Refused with the status that the server would send
     */
    public Plan plan(String text) {
        if (text.isBlank()) {
            throw new Refused(
                    Status.Code.INVALID_ARGUMENT,
                    "invalid query: string cannot be empty or contain only whitespace, got: " + text);
        }
        SettingsClause settings = SettingsClause.strip(text);
        return plan(Statements.select(settings.sql()), settings.stream(), Map.of());
    }

    private Plan plan(PlainSelect select, boolean stream, Map<String, Scopes.Named> known) {
        Scope scope = new Scopes(era, catalog, (inner, names) -> plan(inner, false, names), known).of(select);
        List<Output> outputs = outputs(select, scope);
        Conditions.Compiled conditions = Conditions.compile(select.getWhere(), scope);
        boolean picked = conditions.filter() != RowFilter.ALL || select.getLimit() != null;
        if (picked && !scope.canBeSliced()) {
            throw Refused.unsupported(select);
        }
        return new Plan(
                scope.sources(),
                outputs,
                stream,
                conditions.bounds(),
                conditions.filter(),
                NonIncremental.operation(era, select, outputs, scope.sources()),
                paging(select));
    }

    private static List<Output> outputs(PlainSelect select, Scope scope) {
        List<Output> outputs = new ArrayList<>();
        for (SelectItem<?> item : select.getSelectItems()) {
            Optional<String> alias = Optional.ofNullable(item.getAlias()).map(name -> Names.fold(name.getName()));
            alias.filter(name -> name.startsWith("_")).ifPresent(QueryPlanner::refuseAlias);
            switch (item.getExpression()) {
                case AllTableColumns all -> throw Refused.unsupported(all);
                case AllColumns _ -> outputs.addAll(scope.all());
                case Column column -> outputs.add(scope.resolve(column, alias));
                case LongValue value ->
                    outputs.add(new Output.Literal(
                            field(alias.orElse("Int64(" + value + ")"), new ArrowType.Int(64, true), false),
                            value.getValue()));
                case Function function -> outputs.add(function(function, scope, alias));
                case Expression other -> throw Refused.unsupported(other);
            }
        }
        return outputs;
    }

    private static Output function(Function function, Scope scope, Optional<String> alias) {
        String name = function.getName().toLowerCase(Locale.ROOT);
        @Nullable
        Expression argument =
                function.getParameters() == null || function.getParameters().isEmpty()
                        ? null
                        : function.getParameters().getFirst();
        ArrowType uint64 = new ArrowType.Int(64, false);
        return switch (name) {
            case "block_num" -> {
                if (scope.lacksBlockNumber()) {
                    throw Refused.unsupported(function);
                }
                yield new Output.BlockNumber(field(alias.orElse("block_num()"), uint64, false));
            }
            case "count" ->
                new Output.Aggregate(
                        field(alias.orElse("count(*)"), new ArrowType.Int(64, true), false), Output.Function.COUNT, -1);
            case "min", "max" -> {
                if (!(argument instanceof Column column)) {
                    throw Refused.unsupported(function);
                }
                Output.Column resolved = scope.resolve(column, Optional.empty());
                if (!resolved.field().getType().equals(uint64)) {
                    throw Refused.unsupported(function);
                }
                String label =
                        name + "(" + scope.sources().get(resolved.source()).qualifiedName() + "."
                                + Names.quote(resolved.field().getName()) + ")";
                yield new Output.Aggregate(
                        field(alias.orElse(label), uint64, true),
                        Output.Function.valueOf(name.toUpperCase(Locale.ROOT)),
                        resolved.index());
            }
            default -> throw Refused.unsupported(function);
        };
    }

    private static void refuseAlias(String alias) {
        throw Refused.invalidInput(
                "query uses forbidden underscore-prefixed aliases: Error during planning: expression "
                        + "contains a column alias starting with '_': '" + alias
                        + "'. Underscore-prefixed names are reserved. Please rename your column");
    }

    private static Plan.Paging paging(PlainSelect select) {
        @Nullable List<OrderByElement> order = select.getOrderByElements();
        boolean descending =
                order != null && !order.isEmpty() && !order.getFirst().isAsc();
        OptionalLong limit = select.getLimit() != null && select.getLimit().getRowCount() instanceof LongValue rows
                ? OptionalLong.of(rows.getValue())
                : OptionalLong.empty();
        return new Plan.Paging(descending, limit);
    }

    private static Field field(String name, ArrowType type, boolean nullable) {
        return new Field(name, nullable ? FieldType.nullable(type) : FieldType.notNullable(type), List.of());
    }
}
