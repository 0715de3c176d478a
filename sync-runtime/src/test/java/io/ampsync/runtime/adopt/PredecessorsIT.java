package io.ampsync.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.InternalTables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas made from the predecessors' DDL, in the states in which they leave them, recognised on a real PostgreSQL. */
class PredecessorsIT {
    private static final String AB = "0x" + "ab".repeat(32);

    @Test
    void everyStateOfTheSeedIsToldApart() throws Exception {
        try (OldSchema schema = new OldSchema("seed.sql")) {
            assertThat(schema.found())
                    .allMatch(line -> line.contains(": filled by ampsync before November 2025; "))
                    .extracting(line -> line.replace("filled by ampsync before November 2025; ", ""))
                    .containsExactly(
                            "ahead: watermark mainnet 1000 " + AB + ", stored in part up to 1200",
                            "blocks: watermark mainnet 1000 " + AB,
                            "first_microbatch: no watermark, only an incremental position, mainnet 99",
                            "never_stored: no checkpoint",
                            "short_hash: watermark mainnet 1000 with a hash of 31 bytes",
                            "two_networks: checkpoints of mainnet, sepolia");
        }
    }

    @Test
    void theSeedsCheckpointsAreCopiedAsideBeforeOursAreMade() throws Exception {
        try (OldSchema schema = new OldSchema("seed.sql")) {
            Predecessors.meet(schema.database);
            InternalTables.create(schema.database);
            schema.execute(
                    "UPDATE _ampsync_checkpoints SET watermark_block_num = 7, incremental_block_num = 7 WHERE table_name = 'blocks'");
            Predecessors.meet(schema.database);

            assertThat(schema.column(
                            "SELECT watermark_block_num FROM _ampsync_checkpoints_seed WHERE table_name = 'blocks'"))
                    .containsExactly("1000");
            assertThat(schema.found())
                    .contains("blocks: filled by ampsync before November 2025; watermark mainnet 7 " + AB);
        }
    }

    @Test
    void aCheckpointTableWithoutHashesIsLeftAlone() throws Exception {
        try (OldSchema schema = new OldSchema("seed-before-networks.sql")) {
            assertThat(schema.found())
                    .singleElement()
                    .asString()
                    .endsWith("no checkpoint table that could be read, but _ampsync_checkpoints without networks");
            assertThatThrownBy(() -> Predecessors.meet(schema.database))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ADOPTED))
                    .hasMessageContaining("no networks and no hashes")
                    .hasMessageContaining("AMPSYNC_SCHEMA=ampsync ampsync sync");
            assertThat(schema.column("SELECT max_block_num FROM _ampsync_checkpoints"))
                    .containsExactly("1000");
        }
    }

    @Test
    void aMigrationThatWasKilledIsNamed() throws Exception {
        try (OldSchema schema = new OldSchema("seed-crashed-migration.sql")) {
            assertThat(schema.found())
                    .containsExactly("blocks: filled by ampsync before November 2025; no checkpoint table that could be"
                            + " read, but _ampsync_checkpoints_backup and _ampsync_checkpoints_new");
        }
    }

    @Test
    void theTransactionalAmpsyncIsRecognised() throws Exception {
        try (OldSchema schema = new OldSchema("transactional.sql")) {
            assertThat(schema.found())
                    .containsExactly(
                            "blocks: filled by ampsync since November 2025; stream _/eth@1.0.0:blocks",
                            "logs: filled by ampsync since November 2025; stream _/eth@1.0.0:logs, stopped in the middle"
                                    + " of a microbatch",
                            "lost: filled by ampsync since November 2025; no stream of it in amp_client_state");
        }
    }

    @Test
    void bothKindsOfAmpPythonAreRecognised() throws Exception {
        try (OldSchema schema = new OldSchema("python.sql")) {
            assertThat(schema.found())
                    .containsExactly(
                            "blocks: filled by amp-python 2025, with _meta_block_ranges",
                            "logs: filled by amp-python, with _amp_batch_id");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transactional.sql", "python.sql", "seed-crashed-migration.sql"})
    void meetingThemChangesNothing(String script) throws Exception {
        String tables = "SELECT string_agg(c.relname || '.' || a.attname, ',' ORDER BY 1) FROM pg_attribute a"
                + " JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace";
        try (OldSchema schema = new OldSchema(script)) {
            var before = schema.column(tables);

            Predecessors.meet(schema.database);

            assertThat(schema.column(tables)).isEqualTo(before);
        }
    }
}
