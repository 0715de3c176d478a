package io.ampsync.runtime.postgres;

import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A unit whose rows may still be coming while its transaction is open already. */
public interface GrowingUnit {
    /** The checkpoint that this was decided on; any other one refuses it. */
    Expected expected();

    /** Rows and journal entries from this block on go first; a boundary of the journal. */
    OptionalLong deleteFrom();

    /** False if it is known that there will be none. */
    boolean hasRows();

    /**
     * Hands over every row, and waits for those that are not there yet. Not called before the server has compared the
     * checkpoint; after that the rows are gone, unless the unit is {@link #whole} from the start.
     */
    void writeTo(RowSource.Segments segments) throws SQLException;

    /** All of it; null as long as rows may come, never so after {@link #writeTo}. */
    @Nullable
    CommitUnit whole();
}
