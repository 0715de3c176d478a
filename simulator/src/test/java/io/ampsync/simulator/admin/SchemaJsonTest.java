package io.ampsync.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<Arguments> types() {
        Field item = new Field("item", FieldType.nullable(ArrowType.Utf8.INSTANCE), List.of());
        String nested = "{\"name\":\"item\",\"data_type\":\"Utf8\",\"nullable\":true,"
                + "\"dict_id\":0,\"dict_is_ordered\":false,\"metadata\":{}}";
        return Stream.of(
                Arguments.of(field(new ArrowType.Null()), "\"Null\""),
                Arguments.of(field(new ArrowType.Bool()), "\"Boolean\""),
                Arguments.of(field(new ArrowType.Int(8, true)), "\"Int8\""),
                Arguments.of(field(new ArrowType.Int(32, false)), "\"UInt32\""),
                Arguments.of(field(new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)), "\"Float16\""),
                Arguments.of(field(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE)), "\"Float32\""),
                Arguments.of(field(new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)), "\"Float64\""),
                Arguments.of(field(new ArrowType.LargeUtf8()), "\"LargeUtf8\""),
                Arguments.of(field(new ArrowType.Utf8View()), "\"Utf8View\""),
                Arguments.of(field(new ArrowType.LargeBinary()), "\"LargeBinary\""),
                Arguments.of(field(new ArrowType.BinaryView()), "\"BinaryView\""),
                Arguments.of(field(new ArrowType.FixedSizeBinary(32)), "{\"FixedSizeBinary\":32}"),
                Arguments.of(field(new ArrowType.Decimal(38, 0, 128)), "{\"Decimal128\":[38,0]}"),
                Arguments.of(field(new ArrowType.Decimal(76, 18, 256)), "{\"Decimal256\":[76,18]}"),
                Arguments.of(field(new ArrowType.Date(DateUnit.DAY)), "\"Date32\""),
                Arguments.of(field(new ArrowType.Date(DateUnit.MILLISECOND)), "\"Date64\""),
                Arguments.of(
                        field(new ArrowType.Timestamp(TimeUnit.NANOSECOND, "+00:00")),
                        "{\"Timestamp\":[\"Nanosecond\",\"+00:00\"]}"),
                Arguments.of(
                        field(new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
                        "{\"Timestamp\":[\"Microsecond\",null]}"),
                Arguments.of(field(new ArrowType.Time(TimeUnit.MICROSECOND, 64)), "{\"Time64\":\"Microsecond\"}"),
                Arguments.of(field(new ArrowType.Time(TimeUnit.SECOND, 32)), "{\"Time32\":\"Second\"}"),
                Arguments.of(field(new ArrowType.Duration(TimeUnit.MILLISECOND)), "{\"Duration\":\"Millisecond\"}"),
                Arguments.of(field(new ArrowType.Interval(IntervalUnit.YEAR_MONTH)), "{\"Interval\":\"YearMonth\"}"),
                Arguments.of(
                        field(new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)), "{\"Interval\":\"MonthDayNano\"}"),
                Arguments.of(field(new ArrowType.List(), item), "{\"List\":" + nested + "}"),
                Arguments.of(field(new ArrowType.ListView(), item), "{\"ListView\":" + nested + "}"),
                Arguments.of(field(new ArrowType.LargeListView(), item), "{\"LargeListView\":" + nested + "}"),
                Arguments.of(
                        field(new ArrowType.RunEndEncoded(), item, item),
                        "{\"RunEndEncoded\":[" + nested + "," + nested + "]}"),
                Arguments.of(
                        field(new ArrowType.Union(UnionMode.Sparse, new int[] {4, 24}), item, item),
                        "{\"Union\":[[[4," + nested + "],[24," + nested + "]],\"Sparse\"]}"),
                Arguments.of(
                        field(new ArrowType.Union(UnionMode.Dense, null), item),
                        "{\"Union\":[[[0," + nested + "]],\"Dense\"]}"),
                Arguments.of(field(new ArrowType.FixedSizeList(3), item), "{\"FixedSizeList\":[" + nested + ",3]}"),
                Arguments.of(field(new ArrowType.Struct(), item), "{\"Struct\":[" + nested + "]}"),
                Arguments.of(field(new ArrowType.Map(false), item), "{\"Map\":[" + nested + ",false]}"),
                Arguments.of(
                        new Field(
                                "c",
                                new FieldType(
                                        true,
                                        ArrowType.Utf8.INSTANCE,
                                        new DictionaryEncoding(1, false, new ArrowType.Int(32, true))),
                                List.of()),
                        "{\"Dictionary\":[\"Int32\",\"Utf8\"]}"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeHasTheSpellingOfTheServer(Field field, String expected) {
        JsonNode column =
                SchemaJson.of(new Schema(List.of(field))).at("/arrow/fields").get(0);

        assertThat(column.get("type").toString()).isEqualTo(expected);
    }

    @Nested
    @DisplayName("40: the schemas of the EVM tables")
    class EvmSchemas {
        @Test
        void currentTransactionsAreThoseOfTheRecording() throws IOException {
            JsonNode recorded = recorded("POST /schema", "SELECT * FROM a.transactions");

            assertThat(SchemaJson.of(table(Era.HEAD, EvmTables.TRANSACTIONS).schema()))
                    .isEqualTo(recorded.at("/body/schemas/t"));
        }

        @ParameterizedTest
        @EnumSource(Era.class)
        void columnsAreThoseOfTheProtocol(Era era) {
            String only = era.isHead() ? "HEAD" : "SEED";
            assertThat(columns(era, EvmTables.BLOCKS)).isEqualTo(expected("""
                    _block_num U64, block_num U64, timestamp TS, hash B32, parent_hash B32, ommers_hash B32, miner ADDR,
                    state_root B32, transactions_root B32, receipt_root B32, logs_bloom Binary, difficulty DEC,
                    HEAD:total_difficulty DEC?, gas_limit U64, gas_used U64, extra_data Binary, mix_hash B32, nonce U64,
                    base_fee_per_gas DEC?, withdrawals_root B32?, blob_gas_used U64?, excess_blob_gas U64?,
                    parent_beacon_root B32?, HEAD:requests_hash B32?""", only));
            assertThat(columns(era, EvmTables.LOGS)).isEqualTo(expected("""
                    _block_num U64, block_hash B32, block_num U64, timestamp TS, tx_hash B32, tx_index U32,
                    log_index U32, address ADDR, topic0 B32?, topic1 B32?, topic2 B32?, topic3 B32?, data Binary""", only));
            assertThat(columns(era, EvmTables.TRANSACTIONS)).isEqualTo(expected("""
                    _block_num U64, block_hash B32, block_num U64, timestamp TS, tx_index U32, tx_hash B32, to ADDR?,
                    nonce U64, gas_price DEC?, gas_limit U64, SEED:value DEC, HEAD:value Utf8, input Binary,
                    SEED:v Binary, SEED:r Binary, SEED:s Binary, HEAD:r B32, HEAD:s B32, HEAD:v_parity Boolean,
                    HEAD:chain_id U64?, gas_used U64, type Int32, max_fee_per_gas DEC?, max_priority_fee_per_gas DEC?,
                    max_fee_per_blob_gas DEC?, from ADDR, status Boolean, HEAD:state_root B32?,
                    HEAD:access_list {List:Struct}?, HEAD:blob_versioned_hashes {List:B32}?,
                    HEAD:authorization_list {List:Struct}?""", only));
        }

        private static List<String> expected(String columns, String only) {
            return Stream.of(columns.split(",\\s+"))
                    .filter(column -> !column.contains("D:") || column.startsWith(only))
                    .map(column -> column.replaceFirst("^(HEAD|SEED):", ""))
                    .toList();
        }

        private static List<String> columns(Era era, String table) {
            JsonNode fields = SchemaJson.of(table(era, table).schema()).at("/arrow/fields");
            return StreamSupport.stream(fields.spliterator(), false)
                    .map(field -> field.get("name").asText() + " " + abbreviated(field.get("type"))
                            + (field.get("nullable").asBoolean() ? "?" : ""))
                    .collect(Collectors.toList());
        }

        private static String abbreviated(JsonNode type) {
            return switch (type.toString()) {
                case "\"UInt64\"" -> "U64";
                case "\"UInt32\"" -> "U32";
                case "{\"FixedSizeBinary\":32}" -> "B32";
                case "{\"FixedSizeBinary\":20}" -> "ADDR";
                case "{\"Decimal128\":[38,0]}" -> "DEC";
                case "{\"Timestamp\":[\"Nanosecond\",\"+00:00\"]}" -> "TS";
                default ->
                    type.has("List")
                            ? "{List:" + abbreviated(type.get("List").get("data_type")) + "}"
                            : type.has("Struct") ? "Struct" : type.asText();
            };
        }

        private static TableDefinition table(Era era, String name) {
            return EvmTables.of(era).stream()
                    .filter(table -> table.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Field field(ArrowType type, Field... children) {
        return new Field("c", FieldType.notNullable(type), List.of(children));
    }

    private static JsonNode recorded(String request, String bodyPart) throws IOException {
        try (InputStream file = SchemaJsonTest.class.getResourceAsStream("/recordings/08_admin_api.json")) {
            return StreamSupport.stream(JSON.readTree(file).spliterator(), false)
                    .filter(one -> one.get("request").asText().equals(request)
                            && one.get("request_body").toString().contains(bodyPart))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
