package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.Derivation;
import io.ampsync.simulator.catalog.FollowingLedger;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Datasets whose tables are SELECTs over tables of others (amp-protocol 9.2). */
public final class DerivedDataset {
    private static final Field BLOCK_NUM =
            new Field(TableDefinition.BLOCK_NUM, FieldType.notNullable(new ArrowType.Int(64, false)), List.of());

    private DerivedDataset() {}

    /**
     * A derived dataset that follows the one it reads.
     *
     * @param dependencies references by alias, for example {@code anvil} to {@code _/anvil_rpc@1.0.0}
     * @param tables SQL by table, for example {@code SELECT block_num, address FROM anvil.logs}
     * @throws Refused when the SQL is wrong, or cannot be computed block by block
     */
    public static Manifest manifest(Catalog catalog, Map<String, String> dependencies, Map<String, String> tables) {
        List<TableDefinition> definitions = new ArrayList<>();
        Map<String, Derivation.Sql> queries = new HashMap<>();
        @Nullable Ledger base = null;
        for (Map.Entry<String, String> table : new TreeMap<>(tables).entrySet()) {
            PlainSelect select = Statements.select(table.getValue());
            Plan plan = plan(catalog, select, dependencies);
            if (!plan.isSelectionOfOneTable()) {
                throw Refused.unsupported(select);
            }
            plan.nonIncremental().ifPresent(operation -> {
                throw Refused.planning("query contains non-incremental operation: " + operation);
            });
            base = plan.sources().getFirst().version().manifest().ledger();
            definitions.add(new TableDefinition(table.getKey(), withBlockNumber(plan.schema())));
            queries.put(table.getKey(), new Derivation.Sql(table.getValue(), select.toString()));
        }
        if (base == null) {
            throw Refused.planning("a derived dataset without tables");
        }
        return new Manifest(
                "manifest", 0, definitions, new FollowingLedger(base), new Derivation(dependencies, queries));
    }

    /** Plans a SELECT after putting references in place of its aliases. */
    public static Plan plan(Catalog catalog, PlainSelect select, Map<String, String> dependencies) {
        if (select.getFromItem() instanceof Table from) {
            @Nullable String reference = dependencies.get(from.getSchemaName());
            if (reference != null) {
                from.setSchemaName('"' + reference + '"');
            }
        }
        return new QueryPlanner(Era.HEAD, catalog).plan(select.toString());
    }

    /** A derived table has the block number as its first column, whether its SQL selects it or not. */
    public static Schema withBlockNumber(Schema selected) {
        List<Field> fields = new ArrayList<>(selected.getFields());
        if (fields.stream().noneMatch(field -> field.getName().equals(TableDefinition.BLOCK_NUM))) {
            fields.addFirst(BLOCK_NUM);
        }
        return new Schema(fields);
    }
}
