package io.ampsync.runtime.encode;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Arrow fields and the schemas of EVM tables, in few words. */
final class Types {
    static final ArrowType U64 = new ArrowType.Int(64, false);
    static final ArrowType I64 = new ArrowType.Int(64, true);
    static final ArrowType U32 = new ArrowType.Int(32, false);
    static final ArrowType I32 = new ArrowType.Int(32, true);
    static final ArrowType B32 = new ArrowType.FixedSizeBinary(32);
    static final ArrowType ADDRESS = new ArrowType.FixedSizeBinary(20);
    static final ArrowType BINARY = new ArrowType.Binary();
    static final ArrowType UTF8 = new ArrowType.Utf8();
    static final ArrowType BOOL = new ArrowType.Bool();
    static final ArrowType DEC = new ArrowType.Decimal(38, 0, 128);
    static final ArrowType TS = new ArrowType.Timestamp(TimeUnit.NANOSECOND, "+00:00");
    static final ArrowType LIST = new ArrowType.List();
    static final ArrowType STRUCT = new ArrowType.Struct();

    private Types() {}

    static Field required(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.notNullable(type), List.of(children));
    }

    static Field optional(String name, ArrowType type, Field... children) {
        return new Field(name, FieldType.nullable(type), List.of(children));
    }

    /** A schema that begins with {@code _block_num}, as every Amp table does. */
    static Schema table(Field... fields) {
        List<Field> all = new ArrayList<>();
        all.add(required("_block_num", U64));
        all.addAll(List.of(fields));
        return new Schema(all);
    }

    static Schema logs() {
        return table(
                required("block_hash", B32),
                required("block_num", U64),
                required("timestamp", TS),
                required("tx_hash", B32),
                required("tx_index", U32),
                required("log_index", U32),
                required("address", ADDRESS),
                optional("topic0", B32),
                optional("topic1", B32),
                optional("topic2", B32),
                optional("topic3", B32),
                required("data", BINARY));
    }

    static Schema blocks() {
        return table(
                required("block_num", U64),
                required("timestamp", TS),
                required("hash", B32),
                required("miner", ADDRESS),
                required("logs_bloom", BINARY),
                required("difficulty", DEC),
                optional("total_difficulty", DEC),
                required("gas_limit", U64),
                required("nonce", U64),
                optional("base_fee_per_gas", DEC),
                optional("withdrawals_root", B32),
                optional("blob_gas_used", U64));
    }

    static Schema transactions() {
        Field storageKeys = required("storage_keys", LIST, required("item", B32));
        Field access = required("item", STRUCT, required("address", ADDRESS), storageKeys);
        Field authorization = required(
                "item",
                STRUCT,
                required("chain_id", U64),
                required("address", ADDRESS),
                required("nonce", U64),
                required("y_parity", BOOL),
                required("r", B32),
                required("s", B32));
        return table(
                required("block_num", U64),
                required("timestamp", TS),
                required("tx_index", U32),
                required("tx_hash", B32),
                optional("to", ADDRESS),
                optional("gas_price", DEC),
                required("value", UTF8),
                required("input", BINARY),
                required("v_parity", BOOL),
                optional("chain_id", U64),
                required("type", I32),
                required("from", ADDRESS),
                optional("access_list", LIST, access),
                optional("blob_versioned_hashes", LIST, required("item", B32)),
                optional("authorization_list", LIST, authorization));
    }
}
