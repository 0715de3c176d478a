package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Columns.binary;
import static io.ampsync.simulator.table.Columns.bool;
import static io.ampsync.simulator.table.Columns.bytes;
import static io.ampsync.simulator.table.Columns.decimal;
import static io.ampsync.simulator.table.Columns.int32;
import static io.ampsync.simulator.table.Columns.list;
import static io.ampsync.simulator.table.Columns.optional;
import static io.ampsync.simulator.table.Columns.struct;
import static io.ampsync.simulator.table.Columns.timestamp;
import static io.ampsync.simulator.table.Columns.uint32;
import static io.ampsync.simulator.table.Columns.uint64;
import static io.ampsync.simulator.table.Columns.utf8;

import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** The raw tables of an evm-rpc dataset, column for column (amp-protocol 10.1 to 10.3). */
public final class EvmTables {
    public static final String BLOCKS = "blocks";
    public static final String TRANSACTIONS = "transactions";
    public static final String LOGS = "logs";

    private static final int WORD = 32;
    private static final int ADDRESS = 20;

    private EvmTables() {}

    /** {@code blocks}, {@code transactions}, {@code logs}, in the order of API lists. */
    public static List<TableDefinition> of(Era era) {
        return List.of(
                new TableDefinition(BLOCKS, new Schema(blocks(era))),
                new TableDefinition(TRANSACTIONS, new Schema(transactions(era))),
                new TableDefinition(LOGS, new Schema(logs())));
    }

    private static List<Field> blocks(Era era) {
        List<Field> fields = new ArrayList<>(List.of(
                uint64("_block_num"),
                uint64("block_num"),
                timestamp("timestamp"),
                bytes("hash", WORD),
                bytes("parent_hash", WORD),
                bytes("ommers_hash", WORD),
                bytes("miner", ADDRESS),
                bytes("state_root", WORD),
                bytes("transactions_root", WORD),
                bytes("receipt_root", WORD),
                binary("logs_bloom"),
                decimal("difficulty")));
        if (era.isHead()) {
            fields.add(optional(decimal("total_difficulty")));
        }
        fields.addAll(List.of(
                uint64("gas_limit"),
                uint64("gas_used"),
                binary("extra_data"),
                bytes("mix_hash", WORD),
                uint64("nonce"),
                optional(decimal("base_fee_per_gas")),
                optional(bytes("withdrawals_root", WORD)),
                optional(uint64("blob_gas_used")),
                optional(uint64("excess_blob_gas")),
                optional(bytes("parent_beacon_root", WORD))));
        if (era.isHead()) {
            fields.add(optional(bytes("requests_hash", WORD)));
        }
        return fields;
    }

    private static List<Field> transactions(Era era) {
        List<Field> fields = new ArrayList<>(List.of(
                uint64("_block_num"),
                bytes("block_hash", WORD),
                uint64("block_num"),
                timestamp("timestamp"),
                uint32("tx_index"),
                bytes("tx_hash", WORD),
                optional(bytes("to", ADDRESS)),
                uint64("nonce"),
                optional(decimal("gas_price")),
                uint64("gas_limit"),
                era.isHead() ? utf8("value") : decimal("value"),
                binary("input")));
        if (era.isHead()) {
            fields.addAll(List.of(bytes("r", WORD), bytes("s", WORD), bool("v_parity"), optional(uint64("chain_id"))));
        } else {
            fields.addAll(List.of(binary("v"), binary("r"), binary("s")));
        }
        fields.addAll(List.of(
                uint64("gas_used"),
                int32("type"),
                optional(decimal("max_fee_per_gas")),
                optional(decimal("max_priority_fee_per_gas")),
                optional(decimal("max_fee_per_blob_gas")),
                bytes("from", ADDRESS),
                bool("status")));
        if (era.isHead()) {
            fields.addAll(List.of(
                    optional(bytes("state_root", WORD)),
                    optional(list("access_list", accessListItem())),
                    optional(list("blob_versioned_hashes", bytes("item", WORD))),
                    optional(list("authorization_list", authorizationItem()))));
        }
        return fields;
    }

    private static Field accessListItem() {
        return struct("item", bytes("address", ADDRESS), list("storage_keys", bytes("item", WORD)));
    }

    private static Field authorizationItem() {
        return struct(
                "item",
                uint64("chain_id"),
                bytes("address", ADDRESS),
                uint64("nonce"),
                bool("y_parity"),
                bytes("r", WORD),
                bytes("s", WORD));
    }

    private static List<Field> logs() {
        return List.of(
                uint64("_block_num"),
                bytes("block_hash", WORD),
                uint64("block_num"),
                timestamp("timestamp"),
                bytes("tx_hash", WORD),
                uint32("tx_index"),
                uint32("log_index"),
                bytes("address", ADDRESS),
                optional(bytes("topic0", WORD)),
                optional(bytes("topic1", WORD)),
                optional(bytes("topic2", WORD)),
                optional(bytes("topic3", WORD)),
                binary("data"));
    }
}
