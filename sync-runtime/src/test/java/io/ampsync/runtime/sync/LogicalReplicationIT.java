package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What reads the write-ahead log follows a table, reorgs included: a subscription here, Electric
 * ({@code examples/with-electricsql}) or Debezium elsewhere.
 */
class LogicalReplicationIT {
    private static final String SCHEMA = "published";
    private static final String ROWS = "SELECT encode(_id, 'hex') || ' ' || encode(hash, 'hex') FROM published.blocks";

    @Test
    void aSubscriberHasEachRowOnceThroughReorgs() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("wal_level", "logical")
                        .setServerConfig("fsync", "off")
                        .start();
                Connection publisher = connect(server, "postgres");
                Playground at = Playground.with(PostgresFixture.settings(SCHEMA, server.getPort()))) {
            at.lookFrom(connect(server, "postgres"));
            try (Loop _ = at.start()) {
                at.awaitExact("blocks");
                try (Connection subscriber = subscribe(server, publisher)) {
                    assertFollows(publisher, subscriber);
                    at.amp.chain().advance(30);
                    at.amp.chain().reorg(20, 25);
                    at.awaitExact("blocks");
                    assertFollows(publisher, subscriber);
                    at.amp.chain().reorg(7, 9);
                    at.awaitExact("blocks");
                    assertFollows(publisher, subscriber);
                    execute(subscriber, "DROP SUBSCRIPTION blocks");
                }
            }
        }
    }

    private static Connection connect(EmbeddedPostgres server, String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    /** A subscription within one server needs its slot beforehand. */
    private static Connection subscribe(EmbeddedPostgres server, Connection publisher) throws SQLException {
        execute(publisher, "CREATE DATABASE subscriber");
        execute(publisher, "CREATE PUBLICATION blocks FOR TABLE published.blocks");
        execute(publisher, "SELECT pg_create_logical_replication_slot('blocks', 'pgoutput')");
        String columns = column(publisher, """
                        SELECT string_agg(quote_ident(attname) || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum)
                        FROM pg_attribute WHERE attrelid = 'published.blocks'::regclass AND attnum > 0""").getFirst();
        Connection subscriber = connect(server, "subscriber");
        execute(subscriber, "CREATE SCHEMA published");
        execute(subscriber, "CREATE TABLE published.blocks (" + columns + ", PRIMARY KEY (_id))");
        execute(subscriber, """
                CREATE SUBSCRIPTION blocks CONNECTION 'host=127.0.0.1 port=%d dbname=postgres user=postgres'
                PUBLICATION blocks WITH (create_slot = false, slot_name = 'blocks')""".formatted(server.getPort()));
        return subscriber;
    }

    private static void assertFollows(Connection publisher, Connection subscriber) {
        Playground.await()
                .untilAsserted(() -> assertThat(column(subscriber, ROWS))
                        .isNotEmpty()
                        .containsExactlyInAnyOrderElementsOf(column(publisher, ROWS)));
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (result.next()) {
                values.add(result.getString(1));
            }
            return values;
        }
    }
}
