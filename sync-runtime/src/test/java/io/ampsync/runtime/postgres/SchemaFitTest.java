package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.SchemaFit.Existing;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SchemaFitTest {
    private static final TargetColumn ID = new TargetColumn("_id", "BYTEA", true);
    private static final TargetColumn NAME = new TargetColumn("name", "TEXT", false);
    private static final TargetColumn VALUE = new TargetColumn("value", "NUMERIC(20)", false);
    private static final List<Existing> TABLE = List.of(
            new Existing("_id", "bytea", true),
            new Existing("name", "text", false),
            new Existing("value", "numeric(20,0)", false));

    @Test
    @DisplayName("A18: the same schema is no change, in whatever order")
    void sameColumnsFit() {
        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), TABLE, false)).isEqualTo(new SchemaFit.Same());
        assertThat(SchemaFit.of(List.of(ID, VALUE, NAME), TABLE, false)).isEqualTo(new SchemaFit.Same());
    }

    @Test
    @DisplayName("A19, A20: new nullable columns are added in their order")
    void newNullableColumnsAreAdded() {
        TargetColumn first = new TargetColumn("a", "TEXT", false);
        TargetColumn second = new TargetColumn("b", "JSONB", false);

        assertThat(SchemaFit.of(List.of(ID, first, NAME, VALUE, second), TABLE, false))
                .isEqualTo(new SchemaFit.Additive(List.of(first, second), List.of()));
    }

    @Test
    @DisplayName("A21: a retyped column is refused by name")
    void retypedColumnIsRefused() {
        TargetColumn retyped = new TargetColumn("name", "INTEGER", false);

        assertThat(SchemaFit.of(List.of(ID, retyped, VALUE), TABLE, true))
                .isEqualTo(new SchemaFit.Refused("Type changes detected: name (text → integer)"));
    }

    @Test
    void anotherPrecisionIsAnotherType() {
        TargetColumn wider = new TargetColumn("value", "NUMERIC(38,0)", false);

        assertThat(SchemaFit.of(List.of(ID, NAME, wider), TABLE, true))
                .isEqualTo(new SchemaFit.Refused("Type changes detected: value (numeric(20,0) → numeric(38,0))"));
    }

    @Test
    @DisplayName("A22: a dropped column is refused by name")
    void droppedColumnIsRefused() {
        assertThat(SchemaFit.of(List.of(ID, VALUE), TABLE, true))
                .isEqualTo(new SchemaFit.Refused("Columns dropped from schema: name"));
    }

    @Test
    void allFindingsAreReportedAtOnce() {
        TargetColumn retyped = new TargetColumn("value", "TEXT", false);
        TargetColumn required = new TargetColumn("b", "TEXT", true);

        assertThat(SchemaFit.of(List.of(ID, retyped, required), TABLE, false))
                .isEqualTo(new SchemaFit.Refused("Type changes detected: value (numeric(20,0) → text);"
                        + " Columns dropped from schema: name; New columns must be nullable: b"));
    }

    @Test
    void anEmptyTableTakesRequiredColumns() {
        TargetColumn required = new TargetColumn("b", "TEXT", true);

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE, required), TABLE, true))
                .isEqualTo(new SchemaFit.Additive(List.of(required), List.of()));
    }

    @Test
    void aColumnThatMayBeNullNowIsLoosenedAndNeverTightened() {
        List<Existing> strict = List.of(TABLE.get(0), new Existing("name", "text", true), TABLE.get(2));
        TargetColumn required = new TargetColumn("value", "NUMERIC(20)", true);

        assertThat(SchemaFit.of(List.of(ID, NAME, VALUE), strict, false))
                .isEqualTo(new SchemaFit.Additive(List.of(), List.of("name")));
        assertThat(SchemaFit.of(List.of(ID, NAME, required), TABLE, false)).isEqualTo(new SchemaFit.Same());
    }
}
