package io.ampsync.simulator.table;

import java.util.List;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** The one dictionary that synthetic tables use. */
public final class Dictionaries {
    /** Id of the dictionary in the schema. */
    public static final long ID = 1;

    private static final List<String> VALUES = List.of("pending", "included", "finalized", "reorganised");

    private Dictionaries() {}

    /** The values, in the order of their indices. */
    public static List<String> values() {
        return VALUES;
    }

    /** Type of the values. */
    public static ArrowType valueType() {
        return ArrowType.Utf8.INSTANCE;
    }
}
