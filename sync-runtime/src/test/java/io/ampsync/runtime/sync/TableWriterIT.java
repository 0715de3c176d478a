package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.ClaimOutcome;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.postgres.TargetTables;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.stream.ReorgKind;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableWriterIT {
    private static final Provenance FROM = new Provenance("_/chain", null, null);
    private static final Schema SCHEMA =
            new Schema(List.of(Field.notNullable("_block_num", new ArrowType.Int(64, false))));
    private static final BatchLimits LIMITS = new BatchLimits(16L << 20, Duration.ofSeconds(1), 4L << 20);

    private final TargetDatabase database =
            TargetDatabase.of(PostgresFixture.shared().settings(), "default/writer", Limits.DEFAULT);
    private final TableEncoder encoder = TableEncoder.of(SCHEMA, EncodeSettings.DEFAULT);
    private final RootAllocator allocator = new RootAllocator();
    private long now = Duration.ofDays(1).toNanos();
    private TableStore store;
    private TableWriter writer;

    @BeforeEach
    void open() throws InterruptedException {
        InternalTables.create(database);
        WriterClaim seat =
                new WriterClaim(database, "default/w", "default/w", new SecureRandom(), InstantSource.system());
        Claim claim = ((ClaimOutcome.Held) seat.claim(0)).claim();
        TargetTable table = new TargetTable("t", RowId.BLOCK_ORDERED, encoder.columns());
        new TargetTables(database, claim).ensure(table, FROM);
        store = new TableStore(database, claim, table, CommitProbe.NONE);
        writer = writer(LIMITS, 0);
    }

    private TableWriter writer(BatchLimits limits, int streams) {
        return new TableWriter(
                "t",
                store,
                encoder,
                new Buffers(
                        limits,
                        new SegmentPool(limits.bufferBytes()),
                        CommitThreads.VIRTUAL,
                        new Semaphore(streams),
                        null),
                new AdaptiveBatch(),
                SyncListener.SILENT,
                () -> now,
                store.learnNetwork("net", FROM));
    }

    /** One that opens a transaction for a kibibyte, and holds two. */
    private void openStreamingWriter() {
        writer.close();
        writer = writer(new BatchLimits(1024, Duration.ofSeconds(1), 2048), 1);
    }

    private void microbatches(long first, long last) {
        for (long number = first; number <= last; number++) {
            writer.begin(block("net", number), null);
            row(number);
            writer.complete();
        }
    }

    private StoredState stored() {
        return store.load().orElseThrow();
    }

    @AfterEach
    void close() {
        writer.close();
        database.close();
        allocator.close();
    }

    private static BlockHash hash(long block) {
        return BlockHash.of(ByteBuffer.allocate(32).putLong(24, block + 1).array());
    }

    private static BlockRange block(String network, long number) {
        return new BlockRange(network, number, number, hash(number), number == 0 ? null : hash(number - 1), null);
    }

    private void row(long block) {
        try (VectorSchemaRoot rows = VectorSchemaRoot.create(SCHEMA, allocator)) {
            UInt8Vector numbers = (UInt8Vector) rows.getVector(0);
            numbers.allocateNew(1);
            numbers.set(0, block);
            rows.setRowCount(1);
            writer.add(rows);
        }
    }

    @Test
    void microbatchesWithoutRowsAreCommittedInGroupsToo() {
        for (int i = 0; i < 10; i++) {
            writer.begin(block("net", i), null);
            writer.complete();
        }
        assertThat(writer.commits()).isZero();

        now += Duration.ofSeconds(1).toNanos();
        writer.begin(block("net", 10), null);
        writer.complete();
        writer.idle();
        assertThat(writer.commits()).isEqualTo(1);
        assertThat(writer.hasGroup()).isFalse();
    }

    @Test
    void smallMicrobatchesShareMemoryAndACommit() {
        microbatches(0, 39);
        writer.idle();
        // A segment of 256 KiB for each would be more than the 4 MiB that the table may hold.
        assertThat(writer.commits()).isEqualTo(1);
        assertThat(writer.checkpoint()).isEqualTo(block("net", 39).cursor());
    }

    @Test
    void microbatchesBeyondTheMemoryAreOneTransactionAllTheSame() {
        openStreamingWriter();
        microbatches(0, 199);
        assertThat(writer.commits()).isZero();
        assertThat(writer.hasGroup()).isTrue();
        assertThat(stored().checkpoint().watermark()).isNull();

        writer.idle();
        assertThat(writer.commits()).isEqualTo(1);
        assertThat(writer.checkpoint()).isEqualTo(block("net", 199).cursor());
        assertThat(stored().journal())
                .hasSize(200)
                .allSatisfy(entry -> assertThat(entry.rows()).isEqualTo(1));
    }

    @Test
    void anOpenTransactionOfManyMicrobatchesEndsWhenItsTimeIsOver() {
        openStreamingWriter();
        microbatches(0, 99);
        now += Duration.ofSeconds(1).toNanos();
        microbatches(100, 101);
        writer.flush();
        assertThat(writer.commits()).isEqualTo(2);
        assertThat(stored().checkpoint().watermark())
                .isEqualTo(block("net", 101).cursor());
    }

    @Test
    void anOpenTransactionIsGivenUpWithItsConnection() {
        openStreamingWriter();
        microbatches(0, 99);
        writer.close();
        assertThat(stored().checkpoint().watermark()).isNull();

        openStreamingWriter();
        microbatches(0, 99);
        writer.flush();
        assertThat(stored().checkpoint().watermark()).isEqualTo(block("net", 99).cursor());
    }

    @Test
    void aReplacementWaitsForTheOpenTransactionAndTakesThePlaceOfItsRows() {
        openStreamingWriter();
        microbatches(0, 99);
        BlockRange other = new BlockRange("net", 50, 50, hash(1050), hash(49), null);
        writer.begin(other, new Replacement(50, 50, ReorgKind.MID_RANGE));
        row(50);
        writer.complete();
        assertThat(writer.commits()).isEqualTo(2);
        assertThat(stored().checkpoint().watermark()).isEqualTo(other.cursor());
        assertThat(stored().journal()).hasSize(51);
    }

    @Test
    void aTableThatLearntItsNetworkBeforeItsFirstRowTakesNoOther() {
        assertThatThrownBy(() -> writer.begin(block("other", 0), null))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NETWORK_CHANGED));
    }
}
