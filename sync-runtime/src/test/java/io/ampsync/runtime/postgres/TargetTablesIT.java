package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.DdlPreview.TablePreview;
import io.ampsync.runtime.postgres.TargetTables.Setup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class TargetTablesIT extends TablesFixture {
    TargetTablesIT(PostgresServer server) throws SQLException {
        super(server);
    }

    private static void assertRefused(ThrowingCallable call, Reason reason, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(words);
    }

    @Test
    @DisplayName("A17: a new table has its columns in order, the key on _id, and its indexes")
    void newTable() throws Exception {
        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.CREATED);

        assertThat(columns()).containsExactly("_id", "_block_num_start", "_block_num_end", "block_num", "from");
        assertThat(target.column("""
                SELECT regexp_replace(pg_get_indexdef(indexrelid), '^.* USING ', '') FROM pg_index
                WHERE indrelid = '{schema}.transfers'::regclass ORDER BY 1"""))
                .containsExactly("brin (_block_num_end) WITH (autosummarize='on')", "btree (_id)", "btree (block_num)");
        assertThat(target.query("SELECT sync_uid, network FROM {schema}._ampsync_tables")
                        .getFirst())
                .containsExactly("default/a", null);
        assertThat(target.column("SELECT ddl FROM {schema}._ampsync_schema WHERE table_name = 'transfers'"))
                .singleElement()
                .asString()
                .contains("CREATE TABLE", "PRIMARY KEY");
    }

    @Test
    @DisplayName("A18: the same schema again changes nothing")
    void sameSchema() throws Exception {
        ensure(Fill.TABLE);

        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.UNCHANGED);
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_schema"))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("A19, A20: new columns are appended in order, and recorded")
    void newColumns() throws Exception {
        ensure(Fill.TABLE);

        assertThat(ensure(with(
                        new TargetColumn("gas", "NUMERIC(20,0)", false),
                        new TargetColumn("Memo", "TEXT", false),
                        new TargetColumn("tags", "TEXT[]", false))))
                .isEqualTo(Setup.ALTERED);

        assertThat(columns()).endsWith("from", "gas", "Memo", "tags");
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_schema"))
                .isEqualTo(2);
    }

    @Test
    @DisplayName("A21: a retyped column is refused, and the table stays as it was")
    @Produces(Reason.SCHEMA_INCOMPATIBLE)
    void retypedColumn() throws Exception {
        ensure(with(new TargetColumn("name", "TEXT", false)));

        assertRefused(
                () -> ensure(with(new TargetColumn("name", "INTEGER", false))),
                Reason.SCHEMA_INCOMPATIBLE,
                "Type changes detected",
                "name (text → integer)",
                "transfers");
        assertThat(columns()).contains("name");
    }

    @Test
    @DisplayName("A22: a dropped column is refused")
    void droppedColumn() throws Exception {
        ensure(with(new TargetColumn("name", "TEXT", false)));

        assertRefused(() -> ensure(Fill.TABLE), Reason.SCHEMA_INCOMPATIBLE, "Columns dropped from schema", "name");
    }

    @Test
    @DisplayName("A23: block_num that comes later is added, the key stays")
    void blockNumLater() throws Exception {
        List<TargetColumn> without = new ArrayList<>(Fill.COLUMNS);
        without.removeIf(column -> column.name().equals("block_num"));
        ensure(new TargetTable("transfers", RowId.BLOCK_ORDERED, without));
        without.add(new TargetColumn("block_num", "NUMERIC(20,0)", false));

        assertThat(ensure(new TargetTable("transfers", RowId.BLOCK_ORDERED, without)))
                .isEqualTo(Setup.ALTERED);
        assertThat(columns()).endsWith("from", "block_num");
    }

    @Test
    void aTableThatHasRowsKeepsItsIds() throws Exception {
        TargetTable hashed = new TargetTable("transfers", RowId.XXH3, Fill.COLUMNS);
        ensure(Fill.TABLE);
        target.execute("INSERT INTO {schema}.transfers (_id, _block_num_start, _block_num_end, block_num)"
                + " VALUES ('\\x00', 0, 0, 0)");

        assertRefused(
                () -> ensure(hashed),
                Reason.SCHEMA_INCOMPATIBLE,
                "transfers",
                "its rows have block-ordered ids, and xxh3 is asked",
                "AMPSYNC_ROW_ID=block-ordered",
                "spec.values.rowId: BlockOrdered");
        assertThat(preview(hashed).refusal()).contains("block-ordered ids, and xxh3 is asked");
        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.UNCHANGED);
    }

    @Test
    void anEmptyTableTakesOtherIdsWithTheIndexThatTheyNeed() throws Exception {
        TargetTable hashed = new TargetTable("transfers", RowId.XXH3, Fill.COLUMNS);
        ensure(Fill.TABLE);

        assertThat(preview(hashed).ddl()).singleElement().asString().contains("CREATE INDEX", "\"_block_num_end\"");
        assertThat(ensure(hashed)).isEqualTo(Setup.ALTERED);
        assertThat(ensure(hashed)).isEqualTo(Setup.UNCHANGED);
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_tables WHERE row_id = 'xxh3'"))
                .isEqualTo(1);
        assertThat(blockIndexes()).isEqualTo(1);
    }

    @Test
    void aTableOfHashedIdsFindsItsBlocksByIndex() throws Exception {
        ensure(new TargetTable("transfers", RowId.XXH3, Fill.COLUMNS));
        assertThat(blockIndexes()).isEqualTo(1);
    }

    private TablePreview preview(TargetTable table) {
        return new DdlPreview(target.database, "default/a").table(table);
    }

    private long blockIndexes() throws SQLException {
        return target.number("SELECT count(*) FROM pg_index WHERE indrelid = '{schema}.transfers'::regclass"
                + " AND pg_get_indexdef(indexrelid) LIKE '%USING btree (_block_num_end)'");
    }

    @Test
    @DisplayName("A16: reserved words, mixed case and quotes are names like any other")
    void oddNames() throws Exception {
        assertThat(ensure(with(
                        new TargetColumn("select", "TEXT", false),
                        new TargetColumn("a\"b", "TEXT", false),
                        new TargetColumn("TO", "TEXT", false))))
                .isEqualTo(Setup.CREATED);
        assertThat(columns()).endsWith("select", "a\"b", "TO");
    }

    @Test
    void everyTypeIsRecognisedWhenReadBack() throws Exception {
        List<TargetColumn> all = new ArrayList<>();
        for (String type : List.of(
                "SMALLINT",
                "INTEGER",
                "BIGINT",
                "REAL",
                "DOUBLE PRECISION",
                "BOOLEAN",
                "TEXT",
                "BYTEA",
                "NUMERIC",
                "NUMERIC(20,0)",
                "NUMERIC(38,10)",
                "DATE",
                "TIME",
                "TIMESTAMP",
                "TIMESTAMPTZ",
                "TIMESTAMP(6)",
                "TIMESTAMPTZ(3)",
                "INTERVAL",
                "JSONB",
                "UUID",
                "BYTEA[]",
                "NUMERIC(20,0)[]",
                "TIMESTAMPTZ[]")) {
            all.add(new TargetColumn("c" + all.size(), type, false));
        }
        TargetTable table = with(all.toArray(TargetColumn[]::new));
        ensure(table);

        assertThat(ensure(table)).isEqualTo(Setup.UNCHANGED);
    }

    @Test
    @Produces(Reason.CLAIMED_BY_OTHER)
    void anotherSyncsTableIsRefusedByName() throws Exception {
        ensure(Fill.TABLE);
        TargetTables others = new TargetTables(target.database, target.claim("default/b"));

        assertRefused(
                () -> others.ensure(Fill.TABLE, Target.PROVENANCE),
                Reason.CLAIMED_BY_OTHER,
                "default/a",
                "default/b",
                "transfers");
    }

    @Test
    void ofTwoSyncsAtOnceOneGetsTheTable() throws Exception {
        TargetTables others = new TargetTables(target.database, target.claim("default/b"));
        List<Object> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Setup>> both = threads.invokeAll(
                    List.of(() -> ensure(Fill.TABLE), () -> others.ensure(Fill.TABLE, Target.PROVENANCE)));
            for (Future<Setup> one : both) {
                results.add(one.state() == Future.State.SUCCESS ? one.resultNow() : one.exceptionNow());
            }
        }

        assertThat(results).contains(Setup.CREATED);
        assertThat(results)
                .filteredOn(SyncException.class::isInstance)
                .singleElement()
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.CLAIMED_BY_OTHER);
    }

    @Test
    void aTableOfTheSameNameInAnotherSchemaIsAnotherTable() throws Exception {
        target.execute("CREATE TABLE IF NOT EXISTS public.transfers (x int)");

        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.CREATED);
        target.execute("DROP TABLE public.transfers");
    }

    @Test
    void aTableThatWasThereIsOnlyTakenIfEmptyAndFitting() throws Exception {
        target.execute("CREATE TABLE {schema}.transfers (x int)");
        assertRefused(() -> ensure(Fill.TABLE), Reason.SCHEMA_INCOMPATIBLE, "was there before", "other columns");

        target.execute("DROP TABLE {schema}.transfers");
        target.execute(TableSql.create(target.database.schema(), Fill.TABLE).getFirst());
        target.execute("INSERT INTO {schema}.transfers VALUES ('\\x00', 1, 1, 1)");
        assertRefused(() -> ensure(Fill.TABLE), Reason.SCHEMA_INCOMPATIBLE, "was there before", "has rows");
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_tables"))
                .isZero();

        target.execute("DELETE FROM {schema}.transfers");
        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.UNCHANGED);
    }

    @Test
    void aTableThatACrashWouldEmptyIsRefused() throws Exception {
        ensure(Fill.TABLE);
        target.execute("ALTER TABLE {schema}.transfers SET UNLOGGED");

        assertRefused(() -> ensure(Fill.TABLE), Reason.SCHEMA_INCOMPATIBLE, "logged");
    }

    @Test
    void aTableWithoutItsKeyIsRefused() throws Exception {
        ensure(Fill.TABLE);
        target.execute("ALTER TABLE {schema}.transfers DROP CONSTRAINT transfers_pkey");

        assertRefused(() -> ensure(Fill.TABLE), Reason.SCHEMA_INCOMPATIBLE, "primary key");
    }

    @Test
    void aLockedTableIsRetriedAndReadersAreNotHeldUp() throws Exception {
        ensure(Fill.TABLE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection reader = target.fixture.connect()) {
            reader.setAutoCommit(false);
            reader.prepareStatement(target.expand("SELECT * FROM {schema}.transfers"))
                    .executeQuery();
            Future<Setup> change = threads.submit(() -> ensure(with(new TargetColumn("late", "TEXT", false))));
            // While the ALTER waits, a second reader gets through between its attempts.
            assertThat(target.number("SELECT count(*) FROM {schema}.transfers")).isZero();
            assertThat(change.isDone()).isFalse();
            reader.rollback();

            assertThat(change.get()).isEqualTo(Setup.ALTERED);
        }
    }

    @Test
    void aTableThatSomeoneDroppedStartsAgainFromTheBeginning() throws Exception {
        ensure(Fill.TABLE);
        target.execute("""
                INSERT INTO {schema}._ampsync_checkpoints (table_name, network, watermark_block_num, watermark_block_hash, seq)
                VALUES ('transfers', 'testnet', 9, '\\x00', 5)""");
        target.execute("DROP TABLE {schema}.transfers");

        assertThat(ensure(Fill.TABLE)).isEqualTo(Setup.CREATED);
        assertThat(target.query("SELECT watermark_block_num, seq FROM {schema}._ampsync_checkpoints")
                        .getFirst())
                .containsExactly(null, 6L);
        assertThat(target.query("SELECT seq, kind FROM {schema}._ampsync_changes"))
                .containsExactly(List.of(6L, "version"));
    }

    @Test
    void aColumnThatSomeoneDroppedIsNotQuietlyAddedAgain() throws Exception {
        ensure(with(new TargetColumn("name", "TEXT", false)));
        target.execute("ALTER TABLE {schema}.transfers DROP COLUMN name");

        assertRefused(
                () -> ensure(with(new TargetColumn("name", "TEXT", false))),
                Reason.SCHEMA_INCOMPATIBLE,
                "someone dropped",
                "name");
    }

    @Test
    void afterATakeoverNoDdlHappens() throws Exception {
        target.claim("default/a");

        assertRefused(() -> ensure(Fill.TABLE), Reason.FENCED, "default/a");
        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_tables"))
                .isZero();
    }

    @Test
    void everyKeywordNamesAColumn() throws Exception {
        List<String> names = new ArrayList<>();
        for (Object keyword : target.column("SELECT word FROM pg_get_keywords()")) {
            String name = String.valueOf(keyword);
            names.add(name);
            names.add(name.toUpperCase(Locale.ROOT));
        }
        names.addAll(List.of("Mixed Case", "quo\"te", "semi;colon --", "ß€", "x".repeat(63)));
        TargetTable table = with(names.stream()
                .map(name -> new TargetColumn(name, "SMALLINT", false))
                .filter(column -> !column.name().equals("from"))
                .toArray(TargetColumn[]::new));

        assertThat(ensure(table)).isEqualTo(Setup.CREATED);
        assertThat(ensure(table)).isEqualTo(Setup.UNCHANGED);
        assertThat(columns())
                .containsExactlyElementsOf(
                        table.columns().stream().map(TargetColumn::name).toList());
        String columns = table.columns().stream()
                .map(column -> TargetSchema.quote(column.name()))
                .collect(Collectors.joining(", "));
        assertThat(target.query("SELECT " + columns + " FROM {schema}.transfers"))
                .isEmpty();
    }
}
