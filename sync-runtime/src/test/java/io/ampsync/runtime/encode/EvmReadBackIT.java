package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** EVM tables through a real PostgreSQL and back. */
class EvmReadBackIT {
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @Test
    void postgresSendsLogsBackByteForByte() throws SQLException, IOException {
        assertSentBackByteForByte(Types.logs());
    }

    @Test
    void postgresSendsBlocksBackByteForByte() throws SQLException, IOException {
        assertSentBackByteForByte(Types.blocks());
    }

    @Test
    void transactionsWithNestedListsAreStored() throws SQLException, IOException {
        TableEncoder encoder = TableEncoder.of(Types.transactions(), EncodeSettings.DEFAULT);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                CopyBuffer buffer = encoded(encoder, Types.transactions())) {
            assertThat(Database.createAndCopy(connection, "txs", encoder.columns(), buffer))
                    .isEqualTo(500);
        }
    }

    private static void assertSentBackByteForByte(Schema schema) throws SQLException, IOException {
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                CopyBuffer buffer = encoded(encoder, schema)) {
            Database.createAndCopy(connection, "same", encoder.columns(), buffer);
            assertThat(Database.copyOut(connection, "same")).isEqualTo(Rows.bytes(buffer));
        }
    }

    private static CopyBuffer encoded(TableEncoder encoder, Schema schema) {
        CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows =
                        new RandomVectors(new SplittableRandom(7)).batch(allocator, schema, 500, 1000, 7)) {
            encoder.startMicrobatch(Rows.range(1000, 2000));
            encoder.encode(rows, buffer);
        }
        return buffer;
    }
}
