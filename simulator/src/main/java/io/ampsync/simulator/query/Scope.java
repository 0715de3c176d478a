package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The tables of a FROM clause, resolved against the catalog, and the columns they bring. */
record Scope(List<Source> sources) {

    static Scope of(Era era, Catalog catalog, PlainSelect select) {
        List<Source> sources = new ArrayList<>();
        @Nullable FromItem from = select.getFromItem();
        if (from != null) {
            sources.add(source(era, catalog, from));
        }
        @Nullable List<Join> joins = select.getJoins();
        if (joins != null) {
            joins.forEach(join -> sources.add(source(era, catalog, join.getFromItem())));
        }
        return new Scope(sources);
    }

    /** Source and index of a column. */
    Output.Column resolve(Column column, Optional<String> alias) {
        String name = Names.fold(column.getColumnName());
        @Nullable Table qualifier = column.getTable();
        String table = qualifier == null || qualifier.getName() == null ? "" : Names.fold(qualifier.getName());
        for (int source = 0; source < sources.size(); source++) {
            List<Field> fields = sources.get(source).table().schema().getFields();
            for (int index = 0; index < fields.size(); index++) {
                if (fields.get(index).getName().equals(name)
                        && (table.isEmpty() || table.equals(sources.get(source).alias()))) {
                    return new Output.Column(renamed(fields.get(index), alias.orElse(name)), source, index);
                }
            }
        }
        throw Refused.schema("No field named " + Names.quote(name) + ". Valid fields are " + validFields() + ".");
    }

    /** Every column of every table. */
    List<Output> all() {
        List<Output> columns = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            List<Field> fields = sources.get(source).table().schema().getFields();
            for (int index = 0; index < fields.size(); index++) {
                columns.add(new Output.Column(fields.get(index), source, index));
            }
        }
        return columns;
    }

    private String validFields() {
        return String.join(
                ", ",
                sources.stream()
                        .flatMap(source -> source.table().schema().getFields().stream()
                                .map(field -> source.qualifiedName() + "." + Names.quote(field.getName())))
                        .toList());
    }

    private static Field renamed(Field field, String name) {
        return new Field(name, field.getFieldType(), field.getChildren());
    }

    private static Source source(Era era, Catalog catalog, FromItem item) {
        if (!(item instanceof Table table)) {
            throw Refused.unsupported(item);
        }
        String schema = table.getSchemaName() == null ? "public" : Names.fold(table.getSchemaName());
        String name = Names.fold(table.getName());
        PublishedVersion version = TableReference.parse(era, schema)
                .flatMap(reference -> catalog.resolve(reference.dataset(), reference.revision()))
                .orElseThrow(() -> noDataset(era, schema, name));
        TableDefinition definition = version.manifest().table(name).orElseThrow(() -> noTable(era, schema, name));
        String alias =
                table.getAlias() == null ? name : Names.fold(table.getAlias().getName());
        return new Source(alias, Names.quote(schema) + "." + Names.quote(name), version, definition);
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
