package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A48: statements")
class TableSqlTest {
    private static final TargetSchema SCHEMA = new TargetSchema("Data");

    @Test
    void tableHasItsKeyAndIndexesAndQuotesEveryName() {
        assertThat(TableSql.create(SCHEMA, Fill.TABLE)).containsExactly("""
                        CREATE TABLE "Data"."transfers" (
                          "_id" BYTEA NOT NULL PRIMARY KEY,
                          "_block_num_start" BIGINT NOT NULL,
                          "_block_num_end" BIGINT NOT NULL,
                          "block_num" BIGINT NOT NULL,
                          "from" TEXT)""", """
                        CREATE INDEX ON "Data"."transfers" USING brin ("_block_num_end") WITH (autosummarize = on)""", """
                        CREATE INDEX ON "Data"."transfers" ("block_num")""");
    }

    @Test
    void bareHashesNeedAnIndexOnTheBlock() {
        TargetTable table = new TargetTable("t", RowId.XXH3, Fill.COLUMNS);

        assertThat(TableSql.create(SCHEMA, table)).contains("""
                CREATE INDEX ON "Data"."t" ("_block_num_end")""");
    }

    @Test
    void copyNamesItsColumnsAndNeedsNoOtherTable() {
        assertThat(TableSql.copy(SCHEMA, Fill.TABLE)).isEqualTo("""
                COPY "Data"."transfers" ("_id", "_block_num_start", "_block_num_end", "block_num", "from") FROM STDIN (FORMAT binary)""");
    }

    @Test
    void rowsAreDeletedByAnIndexedColumn() {
        assertThat(TableSql.deleteFrom(SCHEMA, Fill.TABLE))
                .isEqualTo("DELETE FROM \"Data\".\"transfers\" WHERE \"_id\" >= int8send(?::bigint)");
        assertThat(TableSql.deleteFrom(SCHEMA, new TargetTable("t", RowId.XXH3, Fill.COLUMNS)))
                .isEqualTo("DELETE FROM \"Data\".\"t\" WHERE \"_block_num_end\" >= ?::bigint");
    }

    @Test
    void additiveChangesLockTheTableOnce() {
        SchemaFit.Additive change = new SchemaFit.Additive(
                List.of(new TargetColumn("a", "TEXT", false), new TargetColumn("b", "JSONB", false)), List.of("c"));

        assertThat(TableSql.alter(SCHEMA, Fill.TABLE, change)).isEqualTo("""
                ALTER TABLE "Data"."transfers"
                  ADD COLUMN "a" TEXT,
                  ADD COLUMN "b" JSONB,
                  ALTER COLUMN "c" DROP NOT NULL""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"select", "MixedCase", "with \"quotes\"", "; DROP TABLE x; --", "ключ"})
    void anyColumnNameIsOnlyAName(String column) {
        assertThat(TargetSchema.quote(column)).isEqualTo('"' + column.replace("\"", "\"\"") + '"');
    }

    @ParameterizedTest
    @DisplayName("A47: names that cannot be names are refused")
    @ValueSource(strings = {"", "1st", "a b", "x\"; DROP TABLE y", "_ampsync_ranges", "amp_checkpoints"})
    @Produces(Reason.IDENTIFIER_INVALID)
    void badTableNamesAreRefused(String name) {
        assertThatThrownBy(() -> new TargetTable(name, RowId.BLOCK_ORDERED, Fill.COLUMNS))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.IDENTIFIER_INVALID));
    }

    @Test
    void aNameThatPostgresWouldCutIsRefused() {
        assertThatThrownBy(() -> TargetSchema.quote("é".repeat(32)))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("63 bytes");
        assertThat(TargetSchema.quote("é".repeat(31))).hasSize(33);
    }

    @Test
    void aTableWithoutItsSystemColumnsIsADefect() {
        List<TargetColumn> columns = new ArrayList<>(Fill.COLUMNS);
        columns.removeFirst();

        assertThatThrownBy(() -> new TargetTable("t", RowId.BLOCK_ORDERED, columns))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("_id");
    }

    @Test
    void syncsAndSchemasHaveLocksOfTheirOwn() {
        TargetSchema other = new TargetSchema("other");

        assertThat(List.of(SCHEMA.syncLock("a"), SCHEMA.syncLock("b"), other.syncLock("a"), SCHEMA.setupLock()))
                .doesNotHaveDuplicates();
        assertThat(SCHEMA.syncLock("a")).isEqualTo(new TargetSchema("Data").syncLock("a"));
    }
}
