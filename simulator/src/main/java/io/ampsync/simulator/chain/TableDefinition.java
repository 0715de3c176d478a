package io.ampsync.simulator.chain;

import java.util.List;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table of a ledger. Its first column is {@code _block_num}, UInt64, not null. */
public record TableDefinition(String name, Schema schema) {
    public static final String BLOCK_NUM = "_block_num";

    /**
     * The schema of the vectors that hold its rows. Arrow Java has none for decimals of 32 and 64 bits; integers of the same
     * width have the same buffers.
     */
    public Schema storage() {
        return new Schema(
                schema.getFields().stream().map(TableDefinition::stored).toList());
    }

    private static Field stored(Field field) {
        return field.getType() instanceof ArrowType.Decimal decimal && decimal.getBitWidth() <= Long.SIZE
                ? new Field(
                        field.getName(),
                        new FieldType(field.isNullable(), new ArrowType.Int(decimal.getBitWidth(), true), null),
                        List.of())
                : field;
    }

    /** Whether some of the rows can be sent without the others: Arrow Java cannot slice every type. */
    public static boolean canBeSliced(Schema schema) {
        return schema.getFields().stream()
                .map(Field::getType)
                .noneMatch(type -> type instanceof ArrowType.RunEndEncoded
                        || (type instanceof ArrowType.Union union && union.getMode() == UnionMode.Sparse));
    }

    /** The same table with only the named columns, in the order given. Unknown names are an IllegalArgumentException. */
    public TableDefinition project(List<String> columns) {
        return new TableDefinition(
                name, new Schema(columns.stream().map(schema::findField).toList()));
    }
}
