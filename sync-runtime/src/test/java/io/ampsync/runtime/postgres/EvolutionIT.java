package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.postgres.TargetTables.Setup;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Another version of a dataset, as its table and our records see it. */
@ParameterizedClass
@EnumSource(PostgresServer.class)
class EvolutionIT extends TablesFixture {
    EvolutionIT(PostgresServer server) throws SQLException {
        super(server);
    }

    @Test
    void anEvolutionDoesNotWaitForALongReader() throws Exception {
        ensure(Fill.TABLE);
        TargetTables tables = new TargetTables(target.database, target.claim("default/a"));
        TargetTable grown = with(new TargetColumn("late", "TEXT", true));
        Provenance next = new Provenance("_/eth_rpc", "9.0.0", null);
        try (Connection reader = target.fixture.connect()) {
            reader.setAutoCommit(false);
            reader.prepareStatement(target.expand("SELECT * FROM {schema}.transfers"))
                    .executeQuery();

            assertThat(tables.evolve(grown, next)).isEmpty();
            reader.rollback();
        }
        assertThat(tables.evolve(grown, next)).contains(Setup.ALTERED);
        assertThat(StoredVersions.of(target.database, "default/a")).containsEntry("transfers", next);
    }

    @Test
    void whatUsersBuiltOnATableSurvivesItsEvolution() throws Exception {
        ensure(Fill.TABLE);
        target.execute("ALTER TABLE {schema}.transfers ADD COLUMN note text");
        target.execute("CREATE INDEX mine ON {schema}.transfers (note)");
        target.execute("CREATE VIEW {schema}.seen AS SELECT * FROM {schema}.transfers");
        target.execute("GRANT SELECT ON {schema}.transfers TO public");
        target.execute("CREATE FUNCTION {schema}.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
        target.execute("CREATE TRIGGER mine BEFORE INSERT ON {schema}.transfers FOR EACH ROW"
                + " EXECUTE FUNCTION {schema}.touch()");

        assertThat(ensure(with(new TargetColumn("late", "TEXT", false)))).isEqualTo(Setup.ALTERED);

        assertThat(columns()).endsWith("note", "late");
        assertThat(target.number("""
                SELECT (SELECT count(*) FROM pg_index WHERE indexrelid = '{schema}.mine'::regclass)
                     + (SELECT count(*) FROM pg_trigger WHERE tgrelid = '{schema}.transfers'::regclass AND tgname = 'mine')
                     + (SELECT count(*) FROM pg_class WHERE oid = '{schema}.seen'::regclass)
                     + (SELECT count(*) FROM pg_class WHERE oid = '{schema}.transfers'::regclass AND relacl::text LIKE '%=r/%')""")).isEqualTo(4);
    }

    @Test
    @DisplayName("71: another version rewrites the checkpoint's source, once, and tells readers from which block on")
    void anotherVersionIsRecordedWhereTheRowsAre() throws Exception {
        ensure(Fill.TABLE);
        target.execute("""
                INSERT INTO {schema}._ampsync_checkpoints
                  (table_name, network, watermark_block_num, watermark_block_hash, seq, version)
                VALUES ('transfers', 'testnet', 9, '\\x00', 5, '0.1.0')""");
        TargetTables tables = new TargetTables(target.database, target.claim("default/a"));
        for (int i = 0; i < 2; i++) {
            tables.ensure(Fill.TABLE, new Provenance("_/eth_rpc", "9.0.0", "ff"));
        }
        // What is not known exactly does not overwrite what is.
        tables.ensure(Fill.TABLE, new Provenance("_/eth_rpc", "latest", null));
        tables.ensure(Fill.TABLE, new Provenance("_/eth_rpc", "9.0.0", null));

        assertThat(target.query("SELECT version, manifest_hash, seq, watermark_block_num"
                                + " FROM {schema}._ampsync_checkpoints")
                        .getFirst())
                .containsExactly("9.0.0", "ff", 6L, 9L);
        assertThat(target.query("SELECT seq, kind, start_block FROM {schema}._ampsync_changes"))
                .containsExactly(List.of(6L, "version", 10L));
    }
}
