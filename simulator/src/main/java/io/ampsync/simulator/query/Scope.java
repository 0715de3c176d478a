package io.ampsync.simulator.query;

import io.ampsync.simulator.chain.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** The tables of a FROM clause, resolved against the catalog, and the columns they bring. */
record Scope(List<Source> sources) {

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

    /** Whether all tables are as the ledger has them, so that a column's name says what it is. */
    boolean isStored() {
        return sources.stream().allMatch(source -> source.definition().isEmpty());
    }

    /** Whether some rows can be had without the others. */
    boolean canBeSliced() {
        return sources.stream()
                .allMatch(source -> TableDefinition.canBeSliced(source.table().schema()));
    }

    /** Whether there is one table, and rows of it do not say which block they are of. */
    boolean lacksBlockNumber() {
        return sources.size() == 1
                && sources.getFirst().table().schema().getFields().stream()
                        .noneMatch(field -> field.getName().equals(TableDefinition.BLOCK_NUM));
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
}
