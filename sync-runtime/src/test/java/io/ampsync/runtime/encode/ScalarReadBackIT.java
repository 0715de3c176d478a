package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.util.PGInterval;

/** Every type without members, alone and in lists, through a real PostgreSQL and back. */
class ScalarReadBackIT {
    private static final int ROWS = 400;
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        postgres.close();
    }

    static Stream<ArrowType> scalars() {
        Stream<ArrowType> integers = Stream.of(8, 16, 32, 64)
                .flatMap(bits -> Stream.of(new ArrowType.Int(bits, true), new ArrowType.Int(bits, false)));
        Stream<ArrowType> floats = Stream.of(FloatingPointPrecision.values()).map(ArrowType.FloatingPoint::new);
        Stream<ArrowType> decimals = Stream.of(
                new ArrowType.Decimal(38, 0, 128),
                new ArrowType.Decimal(38, 18, 128),
                new ArrowType.Decimal(38, 38, 128),
                new ArrowType.Decimal(10, 2, 128),
                new ArrowType.Decimal(3, 7, 128),
                new ArrowType.Decimal(18, 5, 128),
                new ArrowType.Decimal(20, -3, 128),
                new ArrowType.Decimal(38, -8, 128),
                new ArrowType.Decimal(76, 0, 256),
                new ArrowType.Decimal(76, 37, 256),
                new ArrowType.Decimal(76, -6, 256),
                new ArrowType.Decimal(5, 3, 256));
        Stream<ArrowType> bytes = Stream.of(
                new ArrowType.Bool(),
                new ArrowType.Utf8(),
                new ArrowType.LargeUtf8(),
                new ArrowType.Utf8View(),
                new ArrowType.Binary(),
                new ArrowType.LargeBinary(),
                new ArrowType.BinaryView(),
                new ArrowType.FixedSizeBinary(20),
                new ArrowType.FixedSizeBinary(3));
        Stream<ArrowType> times = Stream.of(
                new ArrowType.Date(DateUnit.DAY),
                new ArrowType.Date(DateUnit.MILLISECOND),
                new ArrowType.Time(TimeUnit.SECOND, 32),
                new ArrowType.Time(TimeUnit.MILLISECOND, 32),
                new ArrowType.Time(TimeUnit.MICROSECOND, 64),
                new ArrowType.Time(TimeUnit.NANOSECOND, 64));
        Stream<ArrowType> units = Stream.of(TimeUnit.values())
                .flatMap(unit -> Stream.of(
                        new ArrowType.Timestamp(unit, null),
                        new ArrowType.Timestamp(unit, "+00:00"),
                        new ArrowType.Duration(unit)));
        Stream<ArrowType> intervals = Stream.of(IntervalUnit.values()).map(ArrowType.Interval::new);
        return Stream.of(integers, floats, decimals, bytes, times, units, intervals, Stream.of(new ArrowType.Null()))
                .flatMap(types -> types);
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void everyValueIsReadBackAsArrowHasIt(ArrowType type) throws SQLException, IOException {
        Schema schema = Types.table(Types.optional("v", type));
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows =
                        new RandomVectors(new SplittableRandom(11)).batch(allocator, schema, ROWS, 1, 1);
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            encoder.startMicrobatch(Rows.range(1, ROWS));
            encoder.encode(rows, buffer);
            Database.createAndCopy(connection, "scalar", encoder.columns(), buffer);
            assertThat(Database.copyOut(connection, "scalar")).isEqualTo(Rows.bytes(buffer));
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT v FROM scalar ORDER BY _id")) {
                for (int row = 0; result.next(); row++) {
                    Object expected = Expected.of(rows.getVector(1), row);
                    assertThat(read(result, 1, type)).as("row %d", row).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void listsOfEveryLayoutAreSentBackByteForByte(ArrowType type) throws SQLException, IOException {
        Field item = Types.optional("item", type);
        Schema schema = Types.table(
                Types.optional("a", new ArrowType.List(), item),
                Types.optional("b", new ArrowType.LargeList(), item),
                Types.optional("c", new ArrowType.FixedSizeList(3), item),
                Types.optional("d", new ArrowType.ListView(), item),
                Types.optional("e", new ArrowType.LargeListView(), item));
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = new RandomVectors(new SplittableRandom(12)).batch(allocator, schema, 60, 1, 1);
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            encoder.startMicrobatch(Rows.range(1, 60));
            encoder.encode(rows, buffer);
            Database.createAndCopy(connection, "lists", encoder.columns(), buffer);
            assertThat(Database.copyOut(connection, "lists")).isEqualTo(Rows.bytes(buffer));
        }
    }

    static @Nullable Object read(ResultSet result, int column, ArrowType type) throws SQLException {
        if (result.getObject(column) == null) {
            return null;
        }
        return switch (type) {
            case ArrowType.Int integer -> Expected.normal(result.getBigDecimal(column));
            case ArrowType.Decimal decimal -> Expected.normal(result.getBigDecimal(column));
            case ArrowType.FloatingPoint floating
            when floating.getPrecision() == FloatingPointPrecision.DOUBLE -> result.getDouble(column);
            case ArrowType.FloatingPoint floating -> result.getFloat(column);
            case ArrowType.Bool bool -> result.getBoolean(column);
            case ArrowType.Utf8 text -> result.getString(column);
            case ArrowType.LargeUtf8 text -> result.getString(column);
            case ArrowType.Utf8View text -> result.getString(column);
            case ArrowType.Date date -> result.getObject(column, LocalDate.class);
            case ArrowType.Time time -> result.getObject(column, LocalTime.class);
            case ArrowType.Timestamp time
            when time.getTimezone() == null -> result.getObject(column, LocalDateTime.class);
            case ArrowType.Timestamp time ->
                result.getObject(column, OffsetDateTime.class)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime();
            case ArrowType.Duration duration -> interval((PGInterval) result.getObject(column));
            case ArrowType.Interval interval -> interval((PGInterval) result.getObject(column));
            default -> HexFormat.of().formatHex(result.getBytes(column));
        };
    }

    private static Expected.Interval interval(PGInterval read) {
        long seconds = (read.getHours() * 60L + read.getMinutes()) * 60 + read.getWholeSeconds();
        return new Expected.Interval(
                read.getYears() * 12L + read.getMonths(), read.getDays(), seconds * 1_000_000 + read.getMicroSeconds());
    }
}
