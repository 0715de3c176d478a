package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.Derivation;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.WithItem;
import org.jspecify.annotations.Nullable;

/** Resolves the FROM clause of one SELECT: tables of the catalog, and subqueries in it or before it. */
final class Scopes {
    private final Era era;
    private final Catalog catalog;
    private final BiFunction<PlainSelect, Map<String, Named>, Plan> planner;
    private final Map<String, Named> named;

    /** A subquery with a name, and the names that were known before it. */
    record Named(ParenthesedSelect select, Map<String, Named> before) {}

    /**
     * @param planner plans a subquery that knows these names
     * @param known names that stand around the SELECT
     */
    Scopes(
            Era era,
            Catalog catalog,
            BiFunction<PlainSelect, Map<String, Named>, Plan> planner,
            Map<String, Named> known) {
        this.era = era;
        this.catalog = catalog;
        this.planner = planner;
        named = new HashMap<>(known);
    }

    Scope of(PlainSelect select) {
        @Nullable List<WithItem<?>> with = select.getWithItemsList();
        if (with != null) {
            with.forEach(
                    item -> named.put(Names.fold(item.getAliasName()), new Named(item.getSelect(), Map.copyOf(named))));
        }
        List<Source> sources = new ArrayList<>();
        @Nullable FromItem from = select.getFromItem();
        if (from != null) {
            sources.add(source(from));
        }
        @Nullable List<Join> joins = select.getJoins();
        if (joins != null) {
            joins.forEach(join -> sources.add(source(join.getFromItem())));
        }
        return new Scope(sources);
    }

    private Source source(FromItem item) {
        return switch (item) {
            case Table table -> {
                @Nullable
                Named subquery = table.getSchemaName() == null ? named.get(Names.fold(table.getName())) : null;
                yield subquery == null ? stored(table) : subquery(alias(table), subquery);
            }
            case ParenthesedSelect inner -> subquery(alias(inner), new Named(inner, named));
            default -> throw Refused.unsupported(item);
        };
    }

    /** A SELECT in FROM or WITH stands for the table it reads, as far as names and syncing go. */
    private Source subquery(String alias, Named inner) {
        if (!(inner.select().getSelect() instanceof PlainSelect select)) {
            throw Refused.unsupported(inner.select());
        }
        Plan plan = planner.apply(select, inner.before());
        if (!plan.isSelectionOfOneTable()) {
            throw Refused.unsupported(inner.select());
        }
        Source read = plan.sources().getFirst();
        return new Source(
                alias,
                alias,
                read.version(),
                new TableDefinition(read.table().name(), plan.schema()),
                Optional.of(plan));
    }

    private static String alias(FromItem item) {
        if (item.getAlias() != null) {
            return Names.fold(item.getAlias().getName());
        }
        return item instanceof Table table ? Names.fold(table.getName()) : "";
    }

    private Source stored(Table table) {
        String schema = table.getSchemaName() == null ? "public" : Names.fold(table.getSchemaName());
        String name = Names.fold(table.getName());
        PublishedVersion version = TableReference.parse(era, schema)
                .flatMap(reference -> catalog.resolve(reference.dataset(), reference.revision()))
                .orElseThrow(() -> noDataset(era, schema, name));
        TableDefinition definition = version.manifest().table(name).orElseThrow(() -> noTable(era, schema, name));
        Derivation.@Nullable Sql sql = version.manifest().derivation().tables().get(name);
        return new Source(
                alias(table),
                Names.quote(schema) + "." + Names.quote(name),
                version,
                definition,
                Optional.ofNullable(sql)
                        .map(query -> new QueryPlanner(Era.HEAD, catalog)
                                .plan(query.resolved())
                                .withBlockNumber()));
    }

    private static Refused noDataset(Era era, String schema, String table) {
        if (era.isHead()) {
            return noTable(era, schema, table);
        }
        Optional<TableReference> reference = TableReference.parse(era, schema);
        String name = reference.map(one -> one.dataset().name()).orElse(schema);
        String version = reference.map(TableReference::revision).orElse("latest");
        return new Refused(
                Status.Code.INTERNAL,
                "error creating planning context: Dataset '" + name + "' version '" + version + "' not found");
    }

    private static Refused noTable(Era era, String schema, String table) {
        String name = "'" + (era.isHead() ? "amp." : "datafusion.") + schema + "." + table + "'";
        return era.isHead()
                ? Refused.planning("table " + name + " not found")
                : new Refused(
                        Status.Code.INTERNAL, "planning error: Error during planning: table " + name + " not found");
    }
}
