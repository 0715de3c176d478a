package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.runtime.flight.IpcStream;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every type that PyArrow can make, from a compressed stream that PyArrow wrote, in PostgreSQL, against what Python says
 * must be there ({@code src/test/resources/pyarrow/make.py}).
 */
class PyArrowIT {
    private static EmbeddedPostgres postgres;
    private static JsonNode expected;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        try (InputStream in = resource("expected.json")) {
            expected = new ObjectMapper().readTree(in);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lz4", "zstd"})
    void everyValueIsReadBackAsPythonHasIt(String codec) throws IOException, SQLException {
        try (InputStream in = resource("types." + codec + ".arrows");
                RootAllocator allocator = new RootAllocator();
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            IpcStream stream = new IpcStream(in);
            TableEncoder encoder = TableEncoder.of(stream.schema(), EncodeSettings.DEFAULT);
            encoder.startMicrobatch(Rows.range(100, 139));
            stream.forEachBatch(allocator, rows -> encoder.encode(rows, buffer));
            statement.execute("SET timezone = 'UTC'");
            Database.createAndCopy(connection, "python", encoder.columns(), buffer);
            SoftAssertions softly = new SoftAssertions();
            for (JsonNode column : expected) {
                String name = column.get("name").textValue();
                softly.assertThat(type(statement, name))
                        .as("type of " + name)
                        .isEqualTo(column.get("type").textValue());
                String compare = column.get("compare").textValue();
                softly.assertThat(values(statement, name, compare)).as(name).isEqualTo(wanted(column, compare));
            }
            softly.assertAll();
            assertThat(encoder.columns()).hasSize(expected.size() + 3);
        }
    }

    private static InputStream resource(String name) {
        return PyArrowIT.class.getResourceAsStream("/pyarrow/" + name);
    }

    private static String type(Statement statement, String column) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT format_type(atttypid, atttypmod) FROM pg_attribute"
                + " WHERE attrelid = 'python'::regclass AND attname = '" + column + "'")) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<@Nullable Object> wanted(JsonNode column, String compare) {
        List<@Nullable Object> values = new ArrayList<>();
        for (JsonNode value : column.get("values")) {
            values.add(
                    value.isNull()
                            ? null
                            : switch (compare) {
                                case "json", "array" -> Json.plain(value);
                                case "real" -> Float.valueOf(value.textValue());
                                case "double" -> Double.valueOf(value.textValue());
                                default -> value.textValue();
                            });
        }
        return values;
    }

    private static List<@Nullable Object> values(Statement statement, String column, String compare)
            throws SQLException {
        String expression = switch (compare) {
            case "interval" -> "encode(interval_send(%s), 'hex')";
            case "md5" -> "md5(%s)";
            case "array" -> "%s::text[]";
            default -> "%s::text";
        };
        List<@Nullable Object> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT " + expression.formatted(Database.quote(column)) + " FROM python ORDER BY _id")) {
            while (rows.next()) {
                if (rows.getObject(1) == null) {
                    values.add(null);
                    continue;
                }
                values.add(
                        switch (compare) {
                            case "json" -> Json.parse(rows.getString(1));
                            case "array" -> elements(rows.getArray(1));
                            case "real" -> Float.valueOf(rows.getString(1));
                            case "double" -> Double.valueOf(rows.getString(1));
                            default -> rows.getString(1);
                        });
            }
        }
        return values;
    }

    private static List<Object> elements(Array array) throws SQLException {
        return Arrays.asList((Object[]) array.getArray());
    }
}
