package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.adopt.Release;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.ClaimOutcome;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.ExtraTable;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tables that an early ampsync has left: taken over with everything that is known of its defects, and given back. */
class AdoptionIT {
    private static final String OLD_UPSERT = """
            INSERT INTO {schema}._ampsync_checkpoints
              (table_name, network, watermark_block_num, watermark_block_hash, watermark_updated_at, updated_at)
            VALUES ('blocks', 'anvil', 1, decode(repeat('00', 32), 'hex'), NOW(), NOW())
            ON CONFLICT (table_name, network) DO UPDATE SET watermark_block_num = EXCLUDED.watermark_block_num""";

    @ParameterizedTest
    @EnumSource(Era.class)
    void aTableOfTheSeedGoesOnWhereItStopped(Era era) throws Exception {
        try (Playground at = Playground.create(builder -> builder.era(era))) {
            left(at, "blocks", "logs");
            at.amp.chain().advance(25);

            Loop loop = at.loop().tables("blocks", "logs").start();

            at.awaitHead("blocks");
            at.awaitHead("logs");
            assertSameAsChain(at, "blocks");
            assertSameAsChain(at, "logs");
            assertThat(loop.failures).isEmpty();
            assertThat(at.column("SELECT adopted_from || ' ' || adopted_through FROM {schema}._ampsync_tables"))
                    .containsExactly("seed 49", "seed 49");
            assertThat(at.column("SELECT start_block || '-' || end_block || ' ' || row_count"
                            + " FROM {schema}._ampsync_ranges WHERE table_name = 'blocks' AND end_block <= 49"
                            + " ORDER BY start_block"))
                    .containsExactly("0-29 30", "30-39 10", "40-49 10");
            // Nothing up to the watermark was written again.
            assertThat(at.number("SELECT count(*) FROM {schema}.blocks WHERE _block_num_start <> _block_num_end"))
                    .isEqualTo(50);
        }
    }

    @Test
    void rowsAboveTheWatermarkGoAndComeAgain() throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.execute("UPDATE {schema}._ampsync_checkpoints SET watermark_block_num = 39, watermark_block_hash ="
                    + " (SELECT hash FROM {schema}.blocks WHERE block_num = 39)");
            at.execute("DELETE FROM {schema}.blocks WHERE block_num IN (43, 47)");

            Loop loop = at.start();

            at.awaitHead("blocks");
            assertSameAsChain(at, "blocks");
            assertThat(loop.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(RowId.class)
    void aReorgAboveTheWatermarkTouchesNothingBelow(RowId kind) throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.loop().ids(kind).committingEach().start();
            at.amp.chain().advance(10);
            at.awaitHead("blocks");
            at.amp.chain().reorg(4, 6);
            at.awaitHead("blocks");

            assertSameAsChain(at, "blocks");
            assertThat(at.column("SELECT adopted_through FROM {schema}._ampsync_tables"))
                    .containsExactly("49");
            assertThat(at.number("SELECT count(*) FROM {schema}.blocks WHERE _block_num_start <> _block_num_end"))
                    .isEqualTo(50);
        }
    }

    /** The source told hashes of blocks below the watermark: only what lies behind the last good one is read again. */
    @ParameterizedTest(name = "{0} blocks deep: what is adopted ends at {1}")
    @CsvSource({"7, 39", "15, 29", "40, -1"})
    void aReorgBelowTheWatermarkReplacesWhatItHasTo(int depth, String through) throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.start();
            at.amp.chain().advance(2);
            at.awaitHead("blocks");
            at.amp.chain().reorg(depth, depth + 2);
            at.awaitHead("blocks");

            assertSameAsChain(at, "blocks");
            assertThat(at.column("SELECT adopted_through FROM {schema}._ampsync_tables"))
                    .containsExactly(through);
        }
    }

    /** What the seed never noticed: the chain changed while it was down. It is adopted below the fork. */
    @ParameterizedTest
    @EnumSource(Era.class)
    void aReorgWhileNobodyRanCostsOnlyWhatIsOrphaned(Era era) throws Exception {
        try (Playground at = Playground.create(builder -> builder.era(era))) {
            left(at, "blocks", "logs");
            at.amp.chain().reorg(3, 5);

            at.loop().tables("blocks", "logs").start();

            at.awaitHead("blocks");
            at.awaitHead("logs");
            assertSameAsChain(at, "blocks");
            assertSameAsChain(at, "logs");
            assertThat(at.column("SELECT adopted_through FROM {schema}._ampsync_tables"))
                    .containsExactly("39", "39");
        }
    }

    @Test
    void anOrphanThatTheSourceHasForgottenIsRefused() throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.amp.chain().reorg(3, 5);
            at.amp.chain().forgetOrphans();

            Loop loop = at.start();
            loop.end();

            assertThat(loop.reasons()).containsOnly(Reason.NOT_ADOPTED);
            assertThat(loop.failures.getLast()).hasMessageContaining("which is not on the source's chain");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a lost block | DELETE FROM {schema}.blocks WHERE block_num = 17 | has 49 rows up to its watermark 49, and the source has 50
            the hole of a straddled reorg | DELETE FROM {schema}.blocks WHERE block_num BETWEEN 30 AND 36 | has 43 rows up to
            blocks stored twice | INSERT INTO {schema}.blocks SELECT decode(md5(hash::text), 'hex'), 14, 17, b.* FROM (SELECT {columns} FROM {schema}.blocks WHERE block_num BETWEEN 14 AND 17) b | overlap at block 14
            a range across the watermark | UPDATE {schema}._ampsync_checkpoints SET watermark_block_num = 45, watermark_block_hash = (SELECT hash FROM {schema}.blocks WHERE block_num = 45) | begins at block 40 and ends above its watermark 45
            no watermark | UPDATE {schema}._ampsync_checkpoints SET watermark_block_num = NULL, watermark_block_hash = NULL | no watermark, only an incremental position, anvil 49
            no checkpoint | DELETE FROM {schema}._ampsync_checkpoints | no checkpoint
            half a hash | UPDATE {schema}._ampsync_checkpoints SET watermark_block_hash = '\\x0102' | a hash of 2 bytes
            another network | UPDATE {schema}._ampsync_checkpoints SET network = 'mainnet' | holds blocks of mainnet, and the source sends anvil
            two networks | INSERT INTO {schema}._ampsync_checkpoints SELECT table_name, 'sepolia', 1, NULL, 1, watermark_block_hash, NULL, now() FROM {schema}._ampsync_checkpoints | checkpoints of anvil, sepolia
            a retyped column | ALTER TABLE {schema}.blocks ALTER COLUMN gas_used TYPE text | Type changes detected: gas_used
            a column of its own | ALTER TABLE {schema}.blocks ADD COLUMN _block_num numeric(20) | Columns dropped from schema: _block_num
            """)
    @Produces(Reason.NOT_ADOPTED)
    void whatCannotBeProvenIsRefusedAndLeftAlone(String state, String damage, String finding) throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.execute(damage.replace("{columns}", userColumns(at)));
            List<String> before = at.column("SELECT b::text FROM {schema}.blocks b ORDER BY _id");

            Loop loop = at.start();
            loop.end();

            assertThat(loop.reasons()).containsOnly(Reason.NOT_ADOPTED);
            assertThat(loop.failures.getLast())
                    .hasMessageContaining(finding.strip())
                    .hasMessageContaining("AMPSYNC_SCHEMA=ampsync ampsync sync");
            assertThat(at.column("SELECT b::text FROM {schema}.blocks b ORDER BY _id"))
                    .isEqualTo(before);
            assertThat(at.column("SELECT table_name FROM {schema}._ampsync_tables"))
                    .isEmpty();
        }
    }

    /** 1.5 was stored as 15: only where nothing or nought is stored, nothing is wrong. */
    @Test
    void decimalsThatTheOldProgramStoredWithoutTheirPointAreRefused() throws Exception {
        try (Playground at = Playground.create(builder -> builder.extraTables(List.of(ExtraTable.ALL_TYPES)))) {
            left(at, "all_types");
            Loop refused = at.loop().tables("all_types").start();
            refused.end();
            assertThat(refused.reasons()).containsOnly(Reason.NOT_ADOPTED);
            assertThat(refused.failures.getLast())
                    .hasMessageContaining("has values in the decimal column decimal128_scaled")
                    .hasMessageContaining("stored without their decimal point");

            at.execute("UPDATE {schema}.all_types SET decimal128_scaled = 0, decimal256_scaled = NULL,"
                    + " decimal128_negative_scale = 0");
            at.amp.chain().advance(1);
            at.loop().tables("all_types").start();
            at.awaitHead("all_types");
            assertThat(at.column("SELECT adopted_through FROM {schema}._ampsync_tables"))
                    .containsExactly("49");
        }
    }

    /** A reader in the middle of a transaction is not waited for; what locks like autovacuum is. */
    @Test
    void neitherReadersNorAutovacuumHinderIt() throws Exception {
        try (Playground at = Playground.create();
                Connection reader = at.postgres.connect();
                Connection vacuum = at.postgres.connect()) {
            left(at, "blocks");
            reader.setAutoCommit(false);
            reader.createStatement().execute(at.expand("SELECT count(*) FROM {schema}.blocks"));
            vacuum.setAutoCommit(false);
            vacuum.createStatement().execute(at.expand("LOCK TABLE {schema}.blocks IN SHARE UPDATE EXCLUSIVE MODE"));

            Loop loop = at.start();
            Playground.await()
                    .untilAsserted(() -> assertThat(at.number("SELECT count(*) FROM pg_locks WHERE NOT granted"
                                    + " AND relation = '{schema}.blocks'::regclass"))
                            .isEqualTo(1));
            vacuum.rollback();
            at.amp.chain().advance(1);

            at.awaitHead("blocks");
            assertSameAsChain(at, "blocks");
            assertThat(loop.failures).isEmpty();
        }
    }

    @Test
    void theOldProgramIsRefusedByTheDatabase() throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks");
            at.start();
            at.awaitHead("blocks");
            at.amp.chain().advance(1);
            at.awaitHead("blocks");

            for (String write : List.of(
                    "INSERT INTO {schema}.blocks SELECT * FROM {schema}.blocks ON CONFLICT (_id) DO NOTHING",
                    "COPY {schema}.blocks FROM '/dev/null'",
                    "DELETE FROM {schema}.blocks WHERE _block_num_end >= 8 AND _block_num_end <= 10",
                    "TRUNCATE {schema}.blocks",
                    OLD_UPSERT)) {
                assertThatThrownBy(() -> at.execute(write))
                        .as(write)
                        .hasMessageContaining("is kept by ampsync now")
                        .hasMessageContaining("ampsync release");
            }
            at.amp.chain().advance(1);
            at.awaitHead("blocks");
            assertSameAsChain(at, "blocks");
        }
    }

    @Test
    void aReleasedTableGoesOnWithTheOldProgramAndComesBack() throws Exception {
        try (Playground at = Playground.create()) {
            left(at, "blocks", "logs");
            at.loop().tables("blocks", "logs").start();
            at.amp.chain().advance(13);
            at.awaitHead("blocks");
            at.awaitHead("logs");
            String head = at.head();
            at.loops().forEach(Loop::stop);

            assertThat(release(at)).containsExactly("blocks 62", "logs 62");

            // The queries by which the old program finds its place, and its writes.
            assertThat(at.column("SELECT watermark_block_num || ' ' || encode(watermark_block_hash, 'hex')"
                            + " FROM {schema}._ampsync_checkpoints WHERE watermark_block_num IS NOT NULL"
                            + " AND watermark_block_hash IS NOT NULL AND table_name = 'blocks'"))
                    .containsExactly(head);
            assertThat(at.number("SELECT max(incremental_block_num) FROM {schema}._ampsync_checkpoints"))
                    .isEqualTo(62);
            assertThat(at.number("SELECT count(*) FROM {schema}.blocks WHERE _block_num_end > 62"))
                    .isZero();
            at.execute("DELETE FROM {schema}.blocks WHERE (_block_num_end >= 62 AND _block_num_end <= 70)");
            at.execute("UPDATE {schema}._ampsync_checkpoints SET watermark_block_num = 61, watermark_block_hash ="
                    + " (SELECT hash FROM {schema}.blocks WHERE block_num = 61) WHERE table_name = 'blocks'");
            assertThat(at.column("SELECT count(*) FROM pg_trigger WHERE tgname = '_ampsync_guard' AND tgrelid IN"
                            + " (SELECT oid FROM pg_class WHERE relnamespace = '{schema}'::regnamespace)"))
                    .containsExactly("0");

            at.loop().tables("blocks", "logs").start();
            at.amp.chain().advance(1);
            at.awaitHead("blocks");
            at.awaitHead("logs");
            assertSameAsChain(at, "blocks");
            assertSameAsChain(at, "logs");
        }
    }

    private static List<String> release(Playground at) {
        try (TargetDatabase database = TargetDatabase.of(at.settings, Loop.SYNC, Loop.Options.QUICK)) {
            Claim claim = ((ClaimOutcome.Held)
                            new WriterClaim(database, Loop.SYNC, Loop.SYNC, new SecureRandom(), InstantSource.system())
                                    .claim(0))
                    .claim();
            Release release = new Release(database);
            return release.adopted(Loop.SYNC).stream()
                    .map(table -> release.release(claim, table))
                    .map(done -> done.table() + " " + done.block())
                    .toList();
        }
    }

    /** Fills tables up to block 49, and leaves them as the seed would have. */
    private static void left(Playground at, String... tables) throws Exception {
        Loop loop = at.loop().tables(tables).start();
        for (String table : tables) {
            at.awaitHead(table);
        }
        loop.stop();
        try (InputStream script = AdoptionIT.class.getResourceAsStream("/adopt/to-seed.sql")) {
            at.execute(new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static String userColumns(Playground at) throws SQLException {
        return String.join(
                ", ",
                at.column("SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = '{schema}.blocks'::regclass"
                        + " AND attnum > 3 AND NOT attisdropped ORDER BY attnum"));
    }

    /** Compares by the columns of the dataset: adopted rows do not carry their own block in ours. */
    private static void assertSameAsChain(Playground at, String table) throws SQLException {
        long head = at.amp.ledger().view().head().orElseThrow();
        String row = table.equals("blocks")
                ? "block_num || ' ' || encode(hash, 'hex')"
                : "block_num || ' ' || encode(block_hash, 'hex') || ' ' || log_index";
        assertThat(at.column("SELECT " + row + " FROM {schema}." + table).stream()
                        .sorted()
                        .toList())
                .containsExactlyElementsOf(at.canonical(table, head));
        assertThat(at.violations(table)).isEmpty();
    }
}
