package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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
    void transactionsNestedListsAreReadBackAsArrowHasThem() throws SQLException {
        Schema schema = Types.transactions();
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = new RandomVectors(new SplittableRandom(8)).batch(allocator, schema, 300, 1, 1);
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0))) {
            encoder.startMicrobatch(Rows.range(1, 300));
            encoder.encode(rows, buffer);
            assertThat(Database.createAndCopy(connection, "txs", encoder.columns(), buffer))
                    .isEqualTo(300);
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery(
                            "SELECT access_list, authorization_list, value FROM txs ORDER BY _id")) {
                for (int row = 0; result.next(); row++) {
                    assertThat(Json.parse(result.getString(1)))
                            .isEqualTo(Expected.json(rows.getVector("access_list"), row));
                    assertThat(Json.parse(result.getString(2)))
                            .isEqualTo(Expected.json(rows.getVector("authorization_list"), row));
                    assertThat(result.getString(3)).isEqualTo(Expected.of(rows.getVector("value"), row));
                }
            }
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
