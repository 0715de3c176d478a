package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Random tables of scalars, arrays, maps, unions, runs and nested columns, through PostgreSQL and back, against Arrow's {@code getObject}. */
class RandomSchemaReadBackIT {
    private static final int ROWS = 30;
    private static final int DEEPEST = 3;
    private static final List<ArrowType> SCALARS = ScalarReadBackIT.scalars().toList();
    /** Those of which {@link Expected#json} knows the JSON. */
    private static final List<ArrowType> MEMBERS = SCALARS.stream()
            .filter(type -> !(type instanceof ArrowType.Time
                    || type instanceof ArrowType.Timestamp
                    || type instanceof ArrowType.Duration
                    || type instanceof ArrowType.Interval))
            .toList();

    private static final List<ArrowType> KEYS = List.of(Types.UTF8, Types.I64, Types.B32, Types.DEC, Types.BOOL);

    @SuppressWarnings("NullAway.Init")
    private static EmbeddedPostgres postgres;

    @BeforeContainer
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterContainer
    static void stop() throws IOException {
        postgres.close();
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void everyTableIsReadBackAsArrowHasIt(@ForAll long seed) throws SQLException, IOException {
        RandomGenerator random = new SplittableRandom(seed);
        Schema schema = schema(random);
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = new RandomVectors(random).batch(allocator, schema, ROWS, 1, 1);
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            encoder.startMicrobatch(Rows.range(1, ROWS));
            encoder.encode(rows, buffer);
            Database.createAndCopy(connection, "random", encoder.columns(), buffer);
            for (int i = 1; i < rows.getFieldVectors().size(); i++) {
                TargetColumn column = encoder.columns().get(i + 2);
                assertColumn(connection, column, rows.getVector(i), schema);
            }
        }
    }

    private static void assertColumn(Connection connection, TargetColumn column, FieldVector vector, Schema schema)
            throws SQLException {
        String name = Database.quote(column.name());
        boolean array = column.sqlType().endsWith("[]");
        String expression = array ? "to_jsonb(" + name + ")" : name;
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT " + expression + " FROM random ORDER BY _id")) {
            for (int row = 0; result.next(); row++) {
                @Nullable Object expected;
                @Nullable Object actual;
                if (column.sqlType().equals("JSONB")) {
                    expected = Expected.json(vector, row);
                    actual = Json.parse(result.getString(1));
                } else if (array) {
                    expected = asPostgresHasIt(vector, Expected.json(vector, row));
                    actual = Json.parse(result.getString(1));
                    if (column.sqlType().equals("REAL[]")) {
                        expected = asFloats(expected);
                        actual = asFloats(actual);
                    }
                } else {
                    expected = Expected.of(vector, row);
                    actual = ScalarReadBackIT.read(
                            result, 1, meant(vector.getField()).getType());
                }
                assertThat(actual).as("%s row %d of %s", column, row, schema).isEqualTo(expected);
            }
        }
    }

    /** PostgreSQL's own JSON of an array has numerics as numbers, and its notation of bytea. */
    private static @Nullable Object asPostgresHasIt(FieldVector list, @Nullable Object elements) {
        ArrowType type = meant(meant(list.getField()).getChildren().getFirst()).getType();
        if (elements == null || type instanceof ArrowType.Utf8 || type instanceof ArrowType.LargeUtf8) {
            return elements;
        }
        List<@Nullable Object> converted = new ArrayList<>();
        for (Object element : (List<?>) elements) {
            converted.add(
                    switch (element) {
                        case String number
                        when type instanceof ArrowType.Decimal -> Expected.normal(new BigDecimal(number));
                        case String hex when hex.startsWith("0x") -> "\\x" + hex.substring(2);
                        case null, default -> element;
                    });
        }
        return converted;
    }

    /** Which of the shortest decimals of a float is written, Java and PostgreSQL do not agree on. */
    private static @Nullable Object asFloats(@Nullable Object elements) {
        return elements instanceof List<?> list
                ? list.stream()
                        .map(element -> element instanceof BigDecimal number ? (Object) number.floatValue() : element)
                        .toList()
                : elements;
    }

    /** Of runs their values. */
    private static Field meant(Field field) {
        return field.getType() instanceof ArrowType.RunEndEncoded
                ? meant(field.getChildren().get(1))
                : field;
    }

    private static Schema schema(RandomGenerator random) {
        List<Field> fields = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            fields.add(
                    random.nextInt(4) == 0
                            ? field(random, "c" + i, SCALARS, DEEPEST)
                            : field(random, "c" + i, MEMBERS, 0));
        }
        return Types.table(fields.toArray(Field[]::new));
    }

    private static Field field(RandomGenerator random, String name, List<ArrowType> scalars, int depth) {
        if (depth >= DEEPEST || random.nextInt(3) == 0) {
            ArrowType type = scalars.get(random.nextInt(scalars.size()));
            return random.nextBoolean() || type instanceof ArrowType.Null
                    ? Types.optional(name, type)
                    : Types.required(name, type);
        }
        int next = depth + 1;
        return switch (random.nextInt(8)) {
            case 0 -> Types.optional(name, Types.LIST, field(random, "item", scalars, next));
            case 1 -> Types.optional(name, new ArrowType.LargeList(), field(random, "item", scalars, next));
            case 2 -> {
                Field item = field(random, "item", scalars, next);
                // Arrow cannot make unions in such lists, and they are refused.
                yield item.getType() instanceof ArrowType.Union
                        ? Types.optional(name, Types.LIST, item)
                        : Types.optional(name, new ArrowType.FixedSizeList(2), item);
            }
            case 3 -> map(random, name, field(random, "value", scalars, next));
            case 4 -> {
                int[] ids = IntStream.range(0, random.nextInt(1, 4)).toArray();
                yield new Field(
                        name,
                        new FieldType(random.nextBoolean(), new ArrowType.Union(UnionMode.Dense, ids), null),
                        IntStream.of(ids)
                                .mapToObj(id -> field(random, "d" + id, scalars, next))
                                .toList());
            }
            case 5 -> sparse(random, name, next);
            case 6 ->
                new Field(
                        name,
                        new FieldType(random.nextBoolean(), ArrowType.RunEndEncoded.INSTANCE, null),
                        List.of(
                                Types.required("run_ends", new ArrowType.Int(16 << random.nextInt(3), true)),
                                field(random, "values", scalars, next)));
            default -> {
                Field[] members = new Field[random.nextInt(1, 4)];
                for (int i = 0; i < members.length; i++) {
                    members[i] = field(random, "m\"" + i, scalars, next);
                }
                yield Types.optional(name, Types.STRUCT, members);
            }
        };
    }

    private static Field map(RandomGenerator random, String name, Field value) {
        ArrowType key = KEYS.get(random.nextInt(KEYS.size()));
        return Types.optional(
                name,
                new ArrowType.Map(false),
                Types.required("entries", Types.STRUCT, Types.required("key", key), value));
    }

    /** Arrow Java names and numbers the members of such a union by their types, of which each is there once. */
    @SuppressWarnings("EnumOrdinal")
    private static Field sparse(RandomGenerator random, String name, int depth) {
        List<Field> members = new ArrayList<>();
        for (ArrowType type : List.of(Types.I32, Types.I64, Types.BOOL, Types.BINARY, Types.UTF8, Types.STRUCT)) {
            String typeName = minor(type).name().toLowerCase(Locale.ROOT);
            if (members.isEmpty() || random.nextBoolean()) {
                members.add(
                        type.equals(Types.STRUCT)
                                ? Types.optional(typeName, type, field(random, "s", MEMBERS, depth))
                                : new Field(typeName, new FieldType(random.nextBoolean(), type, null), List.of()));
            }
        }
        int[] ids = members.stream()
                .mapToInt(member -> minor(member.getType()).ordinal())
                .toArray();
        return new Field(
                name, new FieldType(random.nextBoolean(), new ArrowType.Union(UnionMode.Sparse, ids), null), members);
    }

    private static MinorType minor(ArrowType type) {
        return org.apache.arrow.vector.types.Types.getMinorTypeForArrowType(type);
    }
}
