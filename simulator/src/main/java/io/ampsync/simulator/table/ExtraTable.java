package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.TableDefinition;
import java.util.Locale;

/** A table of a synthetic dataset that no real one has; there only when asked for. */
public enum ExtraTable {
    /** A column of every Arrow type, with nulls and extremes. */
    ALL_TYPES,
    /** Types that hardly any client reads: run-end encoding, a sparse union, decimals of 32 and 64 bits. */
    RARE_TYPES,
    /** Four columns of fixed width, to measure what a row costs. */
    NARROW,
    /** Sixty columns of ten types, some null, to measure what a column costs. */
    WIDE;

    /** The name in SQL. */
    public String tableName() {
        return name().toLowerCase(Locale.ROOT);
    }

    TableDefinition definition() {
        return switch (this) {
            case ALL_TYPES -> AllTypes.table();
            case RARE_TYPES -> RareRows.table();
            case NARROW -> NarrowRows.table();
            case WIDE -> WideRows.table();
        };
    }

    RowSource rows(SyntheticLedger.Density density) {
        return switch (this) {
            case ALL_TYPES -> new AllTypesRows();
            case RARE_TYPES -> new RareRows();
            case NARROW -> new NarrowRows(density.logsPerBlock());
            case WIDE -> new WideRows(density.logsPerBlock());
        };
    }
}
