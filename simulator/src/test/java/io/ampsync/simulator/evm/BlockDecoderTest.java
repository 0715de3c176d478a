package io.ampsync.simulator.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BlockDecoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void legacyTransactionHasItsPriceTwiceAndNoAccessList() {
        Row row = transaction(Era.HEAD, tx("0x0").put("gasPrice", "0x77359400"));

        assertThat(row.cell("gas_price")).isEqualTo(new BigDecimal(2_000_000_000));
        assertThat(row.cell("max_fee_per_gas")).isEqualTo(new BigDecimal(2_000_000_000));
        assertThat(row.cell("max_priority_fee_per_gas")).isNull();
        assertThat(row.cell("access_list")).isNull();
    }

    @Test
    void feeMarketTransactionHasNoPriceAndAnEmptyAccessList() {
        ObjectNode tx =
                tx("0x2").put("gasPrice", "0x5").put("maxFeePerGas", "0x9").put("maxPriorityFeePerGas", "0x1");
        tx.putArray("accessList");

        Row row = transaction(Era.HEAD, tx);

        assertThat(row.cell("gas_price")).isNull();
        assertThat(row.cell("max_fee_per_gas")).isEqualTo(new BigDecimal(9));
        assertThat(row.cell("max_priority_fee_per_gas")).isEqualTo(BigDecimal.ONE);
        assertThat(row.cell("access_list")).isEqualTo(List.of());
    }

    @Test
    void accessListsAndAuthorizationsKeepTheirNesting() {
        ObjectNode tx = tx("0x4").put("maxFeePerGas", "0x9");
        tx.putArray("accessList")
                .addObject()
                .put("address", "0x" + "ab".repeat(20))
                .putArray("storageKeys")
                .add("0x" + "cd".repeat(32));
        tx.putArray("authorizationList")
                .addObject()
                .put("chainId", "0x1")
                .put("address", "0x" + "ef".repeat(20))
                .put("nonce", "0x7")
                .put("yParity", "0x1")
                .put("r", "0x5")
                .put("s", "0x6");

        Row row = transaction(Era.HEAD, tx);

        assertThat(row.cell("access_list"))
                .usingRecursiveComparison()
                .isEqualTo(List.of(List.of(hex("ab".repeat(20)), List.of(hex("cd".repeat(32))))));
        assertThat(row.cell("authorization_list"))
                .usingRecursiveComparison()
                .isEqualTo(List.of(List.of(
                        1L, hex("ef".repeat(20)), 7L, true, hex("0".repeat(63) + "5"), hex("0".repeat(63) + "6"))));
        assertThat(row.cell("blob_versioned_hashes")).isNull();
    }

    @Test
    void gasUsedIsTheRunningTotalOfTheBlock() {
        assertThat(transaction(Era.HEAD, tx("0x0").put("gasPrice", "0x1")).cell("gas_used"))
                .isEqualTo(42_000L);
    }

    @Test
    void valueIsDigitsAtHeadAndADecimalBefore() {
        ObjectNode tx = tx("0x0").put("gasPrice", "0x1").put("value", "0xde0b6b3a7640000");

        assertThat(transaction(Era.HEAD, tx).cell("value"))
                .isEqualTo("1000000000000000000".getBytes(StandardCharsets.UTF_8));
        assertThat(transaction(Era.S1, tx).cell("value")).isEqualTo(new BigDecimal("1000000000000000000"));
    }

    @ParameterizedTest
    @CsvSource({"0x0,false", "0x1,true", "0x1b,false", "0x1c,true", "0x25,false", "0x26,true", "0xf4f5,false"})
    void parityFollowsFromEveryFormOfV(String v, boolean odd) {
        ObjectNode tx = tx("0x0").put("gasPrice", "0x1").put("v", v);

        assertThat(transaction(Era.HEAD, tx).cell("v_parity")).isEqualTo(odd);
        assertThat(transaction(Era.S2, tx).cell("v")).isEqualTo(odd ? new byte[] {1} : new byte[0]);
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void signatureHasAllItsBytesInEveryEra(Era era) {
        ObjectNode tx = tx("0x0").put("gasPrice", "0x1").put("r", "0x5");

        assertThat(transaction(era, tx).cell("r")).isEqualTo(hex("0".repeat(63) + "5"));
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void missingTopicsAreNull(Era era) {
        Row row = new Row(
                table(era, EvmTables.LOGS),
                decode(era, tx("0x0").put("gasPrice", "0x1"))
                        .rowsOf(EvmTables.LOGS)
                        .getFirst());

        assertThat(row.cell("topic0")).isEqualTo(hex("0".repeat(62) + "2d"));
        assertThat(row.cell("topic1")).isNull();
        assertThat(row.cell("topic3")).isNull();
        assertThat(row.cell("log_index")).isEqualTo(3);
        assertThat(row.cell("data")).isEqualTo(hex("beef"));
        assertThat(row.cell("timestamp")).isEqualTo(1_700_000_000_000_000_000L);
    }

    @Test
    void nodeWithoutARequiredValueIsNamedInTheError() {
        ObjectNode block = block(List.of());
        block.remove("stateRoot");

        assertThatThrownBy(() -> new BlockDecoder(EvmTables.of(Era.HEAD)).decode(block, List.of()))
                .hasMessageContaining("state_root");
    }

    @Test
    void headersWithoutTheFieldsOfLaterForksAreFine() {
        ObjectNode block = block(List.of());
        block.remove(List.of("mixHash", "nonce", "baseFeePerGas", "withdrawalsRoot", "totalDifficulty"));

        Row row = new Row(
                table(Era.HEAD, EvmTables.BLOCKS),
                new BlockDecoder(EvmTables.of(Era.HEAD))
                        .decode(block, List.of())
                        .rowsOf(EvmTables.BLOCKS)
                        .getFirst());

        assertThat(row.cell("mix_hash")).isEqualTo(new byte[Hash.BYTES]);
        assertThat(row.cell("nonce")).isEqualTo(0L);
        assertThat(row.cell("base_fee_per_gas")).isNull();
        assertThat(row.cell("total_difficulty")).isNull();
    }

    private record Row(TableDefinition table, List<@Nullable Object> cells) {
        Row(TableDefinition table, @Nullable Object[] cells) {
            this(table, Arrays.asList(cells));
        }

        @Nullable
        Object cell(String column) {
            return cells.get(table.schema().getFields().indexOf(table.schema().findField(column)));
        }
    }

    private static Row transaction(Era era, ObjectNode transaction) {
        return new Row(
                table(era, EvmTables.TRANSACTIONS),
                decode(era, transaction).rowsOf(EvmTables.TRANSACTIONS).getFirst());
    }

    private static NodeBlock decode(Era era, ObjectNode transaction) {
        return new BlockDecoder(EvmTables.of(era)).decode(block(List.of(transaction)), List.of(receipt()));
    }

    private static TableDefinition table(Era era, String name) {
        return EvmTables.of(era).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode tx(String type) {
        return read("""
                {"chainId":"0x7a69","nonce":"0x1","gas":"0x5208","to":null,"value":"0x1","input":"0x","r":"0x1","s":"0x2",
                 "v":"0x1b","transactionIndex":"0x0","from":"%s","hash":"%s"}""".formatted("0x" + "aa".repeat(20), "0x" + "bb".repeat(32)))
                .put("type", type);
    }

    private static JsonNode receipt() {
        return read("""
                {"status":"0x1","cumulativeGasUsed":"0xa410","gasUsed":"0x5208","logs":[
                  {"address":"0x%s","topics":["0x%s"],"data":"0xbeef","logIndex":"0x3","transactionIndex":"0x0",
                   "transactionHash":"0x%s"}]}""".formatted("aa".repeat(20), "0".repeat(62) + "2d", "bb".repeat(32)));
    }

    private static ObjectNode block(List<ObjectNode> transactions) {
        String word = "0x" + "11".repeat(32);
        ObjectNode block = read("""
                {"number":"0x2","timestamp":"0x6553f100","miner":"0x%s","logsBloom":"0x","difficulty":"0x0",
                 "totalDifficulty":"0x0","gasLimit":"0x1","gasUsed":"0x1","extraData":"0x","nonce":"0x0000000000000000",
                 "baseFeePerGas":"0x1"}""".formatted("00".repeat(20)));
        for (String member : List.of(
                "hash",
                "parentHash",
                "sha3Uncles",
                "stateRoot",
                "transactionsRoot",
                "receiptsRoot",
                "mixHash",
                "withdrawalsRoot")) {
            block.put(member, word);
        }
        block.putArray("transactions").addAll(transactions);
        return block;
    }

    private static ObjectNode read(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
