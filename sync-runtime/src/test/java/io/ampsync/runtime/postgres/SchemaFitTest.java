package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.SchemaFit.Existing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SchemaFitTest {
    private static final TargetColumn ID = new TargetColumn("_id", "BYTEA", true);
    private static final TargetColumn NAME = new TargetColumn("name", "TEXT", false);
    private static final TargetColumn VALUE = new TargetColumn("value", "NUMERIC(20)", false);
    private static final List<Existing> TABLE = List.of(
            new Existing("_id", "bytea", true, false),
            new Existing("name", "text", false, false),
            new Existing("value", "numeric(20,0)", false, false));

    @Test
    @DisplayName("A18: the same schema is no change, in whatever order")
    void sameColumnsFit() {
        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Same());
        assertThat(SchemaFit.of(List.of(ID, VALUE, NAME), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Same());
    }

    @Test
    @DisplayName("A19, A20: new nullable columns are added in their order")
    void newNullableColumnsAreAdded() {
        TargetColumn first = new TargetColumn("a", "TEXT", false);
        TargetColumn second = new TargetColumn("b", "JSONB", false);

        assertThat(SchemaFit.of(List.of(ID, first, NAME, VALUE, second), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Additive(List.of(first, second), List.of()));
    }

    @Test
    @DisplayName("A21: a retyped column is refused by name")
    void retypedColumnIsRefused() {
        TargetColumn retyped = new TargetColumn("name", "INTEGER", false);

        assertThat(SchemaFit.of(List.of(ID, retyped, VALUE), TABLE, _ -> true, true))
                .isEqualTo(new SchemaFit.Refused("Type changes detected: name (text → integer)"));
    }

    @Test
    void anotherPrecisionIsAnotherType() {
        TargetColumn wider = new TargetColumn("value", "NUMERIC(38,0)", false);

        assertThat(SchemaFit.of(List.of(ID, NAME, wider), TABLE, _ -> true, true))
                .isEqualTo(new SchemaFit.Refused("Type changes detected: value (numeric(20,0) → numeric(38,0))"));
    }

    @Test
    @DisplayName("A22: a dropped column is refused by name")
    void droppedColumnIsRefused() {
        assertThat(SchemaFit.of(List.of(ID, VALUE), TABLE, _ -> true, true))
                .isEqualTo(new SchemaFit.Refused("Columns dropped from schema: name"));
    }

    @Test
    void allFindingsAreReportedAtOnce() {
        TargetColumn retyped = new TargetColumn("value", "TEXT", false);

        assertThat(SchemaFit.of(List.of(ID, retyped), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Refused(
                        "Type changes detected: value (numeric(20,0) → text);" + " Columns dropped from schema: name"));
    }

    /** The rows that are there have no value for it. */
    @Test
    void aRequiredColumnComesNullableIntoATableWithRows() {
        TargetColumn required = new TargetColumn("b", "TEXT", true);

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE, required), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Additive(List.of(new TargetColumn("b", "TEXT", false)), List.of()));
    }

    @Test
    void aRenamedColumnIsADroppedOne() {
        TargetColumn renamed = new TargetColumn("title", "TEXT", false);

        assertThat(SchemaFit.of(List.of(ID, renamed, VALUE), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Refused("Columns dropped from schema: name"));
    }

    /** Widening would rewrite the table under its readers. A person who has done it by hand is followed. */
    @Test
    void aWiderTypeIsRefusedUntilTheTableHasIt() {
        TargetColumn wider = new TargetColumn("value", "NUMERIC", false);
        List<Existing> widened = List.of(TABLE.get(0), TABLE.get(1), new Existing("value", "numeric", false, false));

        assertThat(SchemaFit.of(List.of(ID, NAME, wider), TABLE, _ -> true, false))
                .isInstanceOf(SchemaFit.Refused.class);
        assertThat(SchemaFit.of(List.of(ID, NAME, wider), widened, _ -> true, false))
                .isEqualTo(new SchemaFit.Same());
    }

    @Test
    void columnsOfUsersAreTheirBusinessUnlessRowsCannotComeWithoutThem() {
        List<Existing> extended = new ArrayList<>(TABLE);
        extended.add(new Existing("note", "text", false, false));
        extended.add(new Existing("tag", "text", true, true));
        Predicate<String> ours = name -> !name.equals("note") && !name.equals("tag") && !name.equals("must");

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), extended, ours, false))
                .isEqualTo(new SchemaFit.Same());
        extended.add(new Existing("must", "text", true, false));
        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), extended, ours, false))
                .isEqualTo(new SchemaFit.Refused(
                        "Columns of the database's users must be nullable or have a default: must"));
    }

    @Test
    void anEmptyTableTakesRequiredColumns() {
        TargetColumn required = new TargetColumn("b", "TEXT", true);

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE, required), TABLE, _ -> true, true))
                .isEqualTo(new SchemaFit.Additive(List.of(required), List.of()));
    }

    @Test
    void aColumnThatMayBeNullNowIsLoosenedAndNeverTightened() {
        List<Existing> strict = List.of(TABLE.get(0), new Existing("name", "text", true, false), TABLE.get(2));
        TargetColumn required = new TargetColumn("value", "NUMERIC(20)", true);

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), strict, _ -> true, false))
                .isEqualTo(new SchemaFit.Additive(List.of(), List.of("name")));
        assertThat(SchemaFit.of(List.of(ID, NAME, required), TABLE, _ -> true, false))
                .isEqualTo(new SchemaFit.Same());
    }
}
