package io.ampsync.demo;

import io.ampsync.simulator.evm.AnvilNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Blocks with transactions of types 0, 1 and 2, creations and failures among them, with logs, and some with nothing. */
final class AnvilTraffic {
    private static final List<String> ACCOUNTS = List.of(
            AnvilNode.SENDER,
            "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
            "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
            "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65");
    private static final String REVERTING = "0x0000000000000000000000000000000000000bad";
    private static final String GAS = "0x30000";
    private static final String GAS_PRICE = "0xb2d05e00";

    private final AnvilNode anvil;
    private int turn;

    /** From here on blocks are mined by hand. */
    AnvilTraffic(AnvilNode anvil) throws IOException {
        this.anvil = anvil;
        // PUSH0 PUSH0 REVERT
        anvil.rpc("anvil_setCode", REVERTING, "0x5f5ffd");
        anvil.automine(false);
    }

    /** Exactly so many more blocks. */
    void blocks(int count) throws IOException {
        for (int block = 0; block < count; block++) {
            turn++;
            for (Map<String, Object> transaction : transactions(turn)) {
                anvil.send(transaction);
            }
            anvil.mine(1);
        }
    }

    /**
     * Replaces the newest {@code depth} blocks by as many others, with transactions in the first and in the last.
     *
     * @return number of the lowest block that was replaced
     */
    long reorg(int depth) throws IOException {
        turn++;
        anvil.rpc(
                "anvil_reorg",
                depth,
                List.of(
                        List.of(payment(0, turn), 0),
                        List.of(logs(1, turn), 0),
                        List.of(logs(2, turn + 1), depth - 1)));
        return anvil.head() - depth + 1;
    }

    private static List<Map<String, Object>> transactions(int turn) {
        return switch (turn % 5) {
            case 0 -> List.of(legacy(0, turn), withAccessList(1, turn), payment(2, turn), logs(3, turn));
            case 1 -> List.of(logs(1, turn), logs(2, turn), logs(2, turn + 1));
            case 2 -> List.of(payment(3, turn));
            case 3 -> List.of(creation(0), failing(1), logs(2, turn), legacy(3, turn));
            default -> List.of();
        };
    }

    private static Map<String, Object> legacy(int account, int turn) {
        return Map.of(
                "from",
                ACCOUNTS.get(account),
                "to",
                AnvilNode.RECEIVER,
                "value",
                hex(turn),
                "gas",
                GAS,
                "gasPrice",
                GAS_PRICE,
                "type",
                "0x0");
    }

    private static Map<String, Object> withAccessList(int account, int turn) {
        Map<String, Object> transaction = new HashMap<>(legacy(account, turn));
        transaction.put("type", "0x1");
        transaction.put(
                "accessList", List.of(Map.of("address", REVERTING, "storageKeys", List.of("0x" + "cd".repeat(32)))));
        return transaction;
    }

    private static Map<String, Object> payment(int account, int turn) {
        return Map.of("from", ACCOUNTS.get(account), "to", AnvilNode.RECEIVER, "value", hex(turn), "gas", GAS);
    }

    private static Map<String, Object> logs(int account, int turn) {
        return Map.of("from", ACCOUNTS.get(account), "to", AnvilNode.LOGGER, "data", data(turn), "gas", GAS);
    }

    private static Map<String, Object> creation(int account) {
        return Map.of("from", ACCOUNTS.get(account), "data", "0x5f5ff3", "gas", GAS);
    }

    private static Map<String, Object> failing(int account) {
        return Map.of("from", ACCOUNTS.get(account), "to", REVERTING, "gas", GAS);
    }

    /** Of different lengths, none among them. */
    private static String data(int turn) {
        return "0x" + "%02x".formatted(turn & 0xff).repeat(turn % 70);
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
