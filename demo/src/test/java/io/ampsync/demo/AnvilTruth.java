package io.ampsync.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.evm.AnvilNode;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * What the node answers, as the rows that should be stored. Asks with other methods than the simulator (receipts one by
 * one, logs over the whole chain) and shares no code with it.
 */
final class AnvilTruth {
    static final String NULL = "null";

    private static final int WORD_DIGITS = 64;

    /** A stored column and where its value comes from, as text. */
    record Column(String name, Function<JsonNode, String> value) {}

    /**
     * A table as it should be.
     *
     * @param rows by block, in their order; blocks without any are absent
     */
    record Table(String name, List<Column> columns, NavigableMap<Long, List<String>> rows) {
        private Table(String name, List<Column> columns) {
            this(name, columns, new TreeMap<>());
        }

        private void add(JsonNode row) {
            List<String> texts = columns.stream()
                    .map(column -> column.name() + "=" + column.value().apply(row))
                    .toList();
            rows.computeIfAbsent(Long.valueOf(number(row.at("/block/number"))), _ -> new ArrayList<>())
                    .add(String.join(" ", texts));
        }
    }

    private final Table blocks;
    private final Table transactions;
    private final Table logs;
    private final List<String> hashes = new ArrayList<>();

    /** Reads the whole chain. */
    AnvilTruth(AnvilNode anvil, Era era) throws IOException {
        blocks = new Table("blocks", blocks(era));
        transactions = new Table("transactions", transactions(era));
        logs = new Table("logs", logs());
        List<JsonNode> chain = anvil.rpc(
                "eth_getBlockByNumber",
                LongStream.rangeClosed(0, anvil.head())
                        .mapToObj(number -> List.<Object>of("0x" + Long.toHexString(number), true))
                        .toList());
        List<ObjectNode> sent = new ArrayList<>();
        for (JsonNode block : chain) {
            hashes.add(block.path("hash").asText());
            blocks.add(object("block", block));
            block.path("transactions")
                    .forEach(transaction -> sent.add(object("block", block).<ObjectNode>set("tx", transaction)));
        }
        Iterator<JsonNode> receipts = anvil.rpc(
                        "eth_getTransactionReceipt",
                        sent.stream()
                                .map(row -> List.<Object>of(row.at("/tx/hash").asText()))
                                .toList())
                .iterator();
        sent.forEach(row -> transactions.add(row.set("receipt", receipts.next())));
        for (JsonNode log : anvil.rpc("eth_getLogs", Map.of("fromBlock", "earliest", "toBlock", "latest"))) {
            int number = Integer.parseInt(number(log.path("blockNumber")));
            logs.add(object("block", chain.get(number)).set("log", log));
        }
    }

    Table transactions() {
        return transactions;
    }

    List<Table> tables() {
        return List.of(blocks, transactions, logs);
    }

    long head() {
        return hashes.size() - 1L;
    }

    /** Of a canonical block, {@code 0x} and 64 digits. */
    String hash(long number) {
        return hashes.get(Math.toIntExact(number));
    }

    private static List<Column> blocks(Era era) {
        List<Column> list = new ArrayList<>(List.of(
                number("block_num", "/block/number"),
                number("timestamp", "/block/timestamp"),
                bytes("hash", "/block/hash"),
                bytes("parent_hash", "/block/parentHash"),
                bytes("ommers_hash", "/block/sha3Uncles"),
                bytes("miner", "/block/miner"),
                bytes("state_root", "/block/stateRoot"),
                bytes("transactions_root", "/block/transactionsRoot"),
                bytes("receipt_root", "/block/receiptsRoot"),
                bytes("logs_bloom", "/block/logsBloom"),
                number("difficulty", "/block/difficulty"),
                number("gas_limit", "/block/gasLimit"),
                number("gas_used", "/block/gasUsed"),
                bytes("extra_data", "/block/extraData"),
                bytes("mix_hash", "/block/mixHash"),
                number("nonce", "/block/nonce"),
                number("base_fee_per_gas", "/block/baseFeePerGas"),
                bytes("withdrawals_root", "/block/withdrawalsRoot"),
                number("blob_gas_used", "/block/blobGasUsed"),
                number("excess_blob_gas", "/block/excessBlobGas"),
                bytes("parent_beacon_root", "/block/parentBeaconBlockRoot")));
        if (era.isHead()) {
            list.add(number("total_difficulty", "/block/totalDifficulty"));
            list.add(bytes("requests_hash", "/block/requestsHash"));
        }
        return list;
    }

    private static List<Column> transactions(Era era) {
        List<Column> list = new ArrayList<>(List.of(
                number("block_num", "/tx/blockNumber"),
                bytes("block_hash", "/tx/blockHash"),
                number("timestamp", "/block/timestamp"),
                number("tx_index", "/tx/transactionIndex"),
                bytes("tx_hash", "/tx/hash"),
                bytes("from", "/tx/from"),
                bytes("to", "/tx/to"),
                number("nonce", "/tx/nonce"),
                // Types 0 and 1 have one price, which is their highest fee too.
                new Column("gas_price", row -> priced(row) ? number(row.at("/tx/gasPrice")) : NULL),
                new Column("max_fee_per_gas", row -> number(row.at(priced(row) ? "/tx/gasPrice" : "/tx/maxFeePerGas"))),
                number("max_priority_fee_per_gas", "/tx/maxPriorityFeePerGas"),
                number("gas_limit", "/tx/gas"),
                number("value", "/tx/value"),
                bytes("input", "/tx/input"),
                word("r", "/tx/r"),
                word("s", "/tx/s"),
                number("gas_used", "/receipt/cumulativeGasUsed"),
                number("type", "/tx/type"),
                truth("status", "/receipt/status")));
        if (era.isHead()) {
            list.add(number("chain_id", "/tx/chainId"));
            list.add(truth("v_parity", "/tx/v"));
        }
        return list;
    }

    private static List<Column> logs() {
        return List.of(
                number("block_num", "/log/blockNumber"),
                bytes("block_hash", "/log/blockHash"),
                number("timestamp", "/block/timestamp"),
                bytes("tx_hash", "/log/transactionHash"),
                number("tx_index", "/log/transactionIndex"),
                number("log_index", "/log/logIndex"),
                bytes("address", "/log/address"),
                bytes("topic0", "/log/topics/0"),
                bytes("topic1", "/log/topics/1"),
                bytes("topic2", "/log/topics/2"),
                bytes("topic3", "/log/topics/3"),
                bytes("data", "/log/data"));
    }

    private static boolean priced(JsonNode row) {
        return new BigInteger(number(row.at("/tx/type"))).intValueExact() < 2;
    }

    private static Column number(String name, String pointer) {
        return new Column(name, row -> number(row.at(pointer)));
    }

    private static Column bytes(String name, String pointer) {
        return new Column(name, row -> row.at(pointer).asText(NULL));
    }

    /** A number in JSON-RPC, all of its 32 bytes in the table. */
    private static Column word(String name, String pointer) {
        return new Column(name, row -> {
            String digits = row.at(pointer).asText().substring(2);
            return "0x" + "0".repeat(WORD_DIGITS - digits.length()) + digits;
        });
    }

    /** True unless zero; of {@code v}, 27 and 28 are what 0 and 1 are in newer types. */
    private static Column truth(String name, String pointer) {
        return new Column(name, row -> {
            BigInteger value = new BigInteger(number(row.at(pointer)));
            return String.valueOf(value.bitLength() < 2 ? value.signum() != 0 : !value.testBit(0));
        });
    }

    private static String number(JsonNode quantity) {
        return quantity.isTextual() ? new BigInteger(quantity.asText().substring(2), 16).toString() : NULL;
    }

    private static ObjectNode object(String name, JsonNode value) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.set(name, value);
        return object;
    }
}
