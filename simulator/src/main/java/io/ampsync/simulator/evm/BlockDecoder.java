package io.ampsync.simulator.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.table.EvmTables;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC block with its receipts as rows (amp-protocol 10 and 16.23). Which columns there are follows from the tables
 * of the era; this class only knows where each comes from.
 */
final class BlockDecoder {
    private static final JsonNode ABSENT = MissingNode.getInstance();
    private static final JsonNode ZERO = TextNode.valueOf("0x0");
    private static final JsonNode ONE = TextNode.valueOf("0x1");
    private static final int LEGACY = 0;
    private static final int WITH_ACCESS_LIST = 1;
    private static final long FIRST_OLD_V = 27;

    private final List<TableDefinition> tables;

    BlockDecoder(List<TableDefinition> tables) {
        this.tables = tables;
    }

    /** The block without its rows. */
    static Block header(JsonNode block) {
        return new Block(
                Cells.quantity(block.path("number")).longValueExact(),
                Hash.parse(block.path("hash").asText()),
                Hash.parse(block.path("parentHash").asText()),
                Cells.quantity(block.path("timestamp")).longValueExact());
    }

    /**
     * @param block with full transactions
     * @param receipts one for each transaction, in their order
     */
    NodeBlock decode(JsonNode block, List<JsonNode> receipts) {
        Map<String, List<@Nullable Object[]>> rows = new HashMap<>();
        for (TableDefinition table : tables) {
            rows.put(
                    table.name(),
                    switch (table.name()) {
                        case EvmTables.BLOCKS ->
                            List.<@Nullable Object[]>of(row(table, column -> ofBlock(column, block)));
                        case EvmTables.TRANSACTIONS -> transactions(table, block, receipts);
                        case EvmTables.LOGS -> logs(table, block, receipts);
                        default -> throw new IllegalArgumentException("a node has no table " + table.name());
                    });
        }
        return new NodeBlock(header(block), rows);
    }

    private static List<@Nullable Object[]> transactions(
            TableDefinition table, JsonNode block, List<JsonNode> receipts) {
        JsonNode transactions = block.path("transactions");
        List<@Nullable Object[]> rows = new ArrayList<>(receipts.size());
        for (int i = 0; i < receipts.size(); i++) {
            JsonNode transaction = transactions.path(i);
            JsonNode receipt = receipts.get(i);
            rows.add(row(table, column -> ofTransaction(column, block, transaction, receipt)));
        }
        return rows;
    }

    private static List<@Nullable Object[]> logs(TableDefinition table, JsonNode block, List<JsonNode> receipts) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (JsonNode receipt : receipts) {
            for (JsonNode log : receipt.path("logs")) {
                rows.add(row(table, column -> ofLog(column, block, log)));
            }
        }
        return rows;
    }

    private static @Nullable Object[] row(TableDefinition table, Function<String, JsonNode> values) {
        List<Field> fields = table.schema().getFields();
        @Nullable Object[] row = new Object[fields.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = Cells.of(fields.get(i), values.apply(fields.get(i).getName()));
        }
        return row;
    }

    private static JsonNode ofBlock(String column, JsonNode block) {
        return switch (column) {
            case "_block_num", "block_num" -> block.path("number");
            case "ommers_hash" -> block.path("sha3Uncles");
            case "receipt_root" -> block.path("receiptsRoot");
            case "parent_beacon_root" -> block.path("parentBeaconBlockRoot");
            case "mix_hash", "nonce" -> or(block.path(Cells.camelCase(column)), ZERO);
            default -> block.path(Cells.camelCase(column));
        };
    }

    private static JsonNode ofTransaction(String column, JsonNode block, JsonNode transaction, JsonNode receipt) {
        int type = type(transaction);
        boolean priced = type == LEGACY || type == WITH_ACCESS_LIST;
        return switch (column) {
            case "_block_num", "block_num" -> block.path("number");
            case "block_hash" -> block.path("hash");
            case "timestamp" -> block.path("timestamp");
            case "tx_index" -> transaction.path("transactionIndex");
            case "tx_hash" -> transaction.path("hash");
            case "gas_limit" -> transaction.path("gas");
            case "gas_price" -> priced ? transaction.path("gasPrice") : ABSENT;
            case "max_fee_per_gas" -> transaction.path(priced ? "gasPrice" : "maxFeePerGas");
            case "max_priority_fee_per_gas" -> priced ? ABSENT : transaction.path("maxPriorityFeePerGas");
            case "access_list" -> type == LEGACY ? ABSENT : transaction.path("accessList");
            case "type" -> or(transaction.path("type"), ZERO);
            case "r", "s" -> word(or(transaction.path(column), ZERO));
            case "v_parity" -> parity(transaction) ? ONE : ZERO;
            case "v" -> TextNode.valueOf(parity(transaction) ? "0x01" : "0x");
            // The name says gas used; the server fills in the receipt's running total of the block.
            case "gas_used" -> receipt.path("cumulativeGasUsed");
            case "status" -> or(receipt.path("status"), ONE);
            case "state_root" -> receipt.path("root");
            default -> transaction.path(Cells.camelCase(column));
        };
    }

    private static JsonNode ofLog(String column, JsonNode block, JsonNode log) {
        return switch (column) {
            case "_block_num", "block_num" -> block.path("number");
            case "block_hash" -> block.path("hash");
            case "timestamp" -> block.path("timestamp");
            case "tx_hash" -> log.path("transactionHash");
            case "tx_index" -> log.path("transactionIndex");
            case "topic0" -> log.path("topics").path(0);
            case "topic1" -> log.path("topics").path(1);
            case "topic2" -> log.path("topics").path(2);
            case "topic3" -> log.path("topics").path(3);
            default -> log.path(Cells.camelCase(column));
        };
    }

    private static int type(JsonNode transaction) {
        return Cells.quantity(or(transaction.path("type"), ZERO)).intValueExact();
    }

    /** {@code yParity} where the node gives it; else from v: 0 and 1, 27 and 28, or 35 and more with a chain id. */
    private static boolean parity(JsonNode transaction) {
        if (transaction.hasNonNull("yParity")) {
            return Cells.quantity(transaction.path("yParity")).signum() != 0;
        }
        BigInteger v = Cells.quantity(or(transaction.path("v"), ZERO));
        boolean old = v.compareTo(BigInteger.valueOf(FIRST_OLD_V)) >= 0;
        return old != v.testBit(0);
    }

    /** All 32 bytes of a quantity, also where the column is of variable length. */
    private static JsonNode word(JsonNode quantity) {
        return TextNode.valueOf("0x" + HexFormat.of().formatHex(Cells.padded(quantity, Hash.BYTES)));
    }

    private static JsonNode or(JsonNode value, JsonNode otherwise) {
        return value.isMissingNode() || value.isNull() ? otherwise : value;
    }
}
