package io.ampsync.simulator.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The EVM source against a real Anvil. */
class EvmLedgerIT {
    private AnvilNode anvil;
    private BufferAllocator allocator;

    @BeforeEach
    void start() throws IOException {
        anvil = AnvilNode.start();
        allocator = new RootAllocator();
    }

    @AfterEach
    void stop() {
        allocator.close();
        anvil.close();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void rowsEqualWhatTheNodeAnswers(Era era) throws IOException {
        anvil.populate(30);
        transactionsOfEveryKind();
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), era))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(anvil.head()));

            List<String> fromNode = new ArrayList<>();
            for (long number = 0; number <= anvil.head(); number++) {
                fromNode.addAll(logsOf(number));
            }
            assertThat(fromNode).hasSizeGreaterThan(30);
            assertThat(read(ledger, EvmTables.LOGS, "block_hash", "tx_hash", "log_index", "topic0", "topic3", "data"))
                    .isEqualTo(fromNode);
            assertThat(read(ledger, EvmTables.BLOCKS, "_block_num", "hash", "parent_hash", "state_root"))
                    .isEqualTo(blocksOf(anvil.head()));
            assertThat(read(ledger, EvmTables.TRANSACTIONS, "block_num", "tx_index", "tx_hash", "from", "type"))
                    .isEqualTo(transactionsOf(anvil.head()));
        }
    }

    @Test
    void transactionsLookLikeThoseOfTheRealServer() throws IOException {
        transactionsOfEveryKind();
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(anvil.head()));

            assertThat(read(
                            ledger,
                            EvmTables.TRANSACTIONS,
                            "type",
                            "gas_price",
                            "max_fee_per_gas",
                            "max_priority_fee_per_gas",
                            "gas_used",
                            "value",
                            "access_list",
                            "chain_id",
                            "status"))
                    .containsExactlyInAnyOrder(
                            "0 3000000000 3000000000 null 21000 12345678901234567890 null 31337 true",
                            "1 3000000000 3000000000 null 46300 1 "
                                    + "[{address=0x" + "ab".repeat(20) + ", storage_keys=[0x" + "cd".repeat(32) + "]}]"
                                    + " 31337 true",
                            "2 null 2500000000 1000000000 67300 1000000000000000000 [] 31337 true");
        }
    }

    @Test
    void reorgIsSeenOnceTheNewChainIsHigherAndOrphansAreRemembered() throws IOException {
        anvil.populate(20);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(20));
            ChainView before = ledger.view();
            AtomicInteger changes = new AtomicInteger();
            try (Ledger.Subscription _ = ledger.onChange(changes::incrementAndGet)) {
                anvil.reorg(4);
                assertThat(nodeHash(17)).isNotEqualTo(hash(before, 17));
                await().during(Duration.ofMillis(300))
                        .untilAsserted(() -> assertThat(ledger.view().block(20)).isEqualTo(before.block(20)));
                assertThat(changes).hasValue(0);

                anvil.mine(1);

                await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(21));
                assertThat(changes).as("one reorg, one change").hasValue(1);
            }
            ChainView after = ledger.view();
            assertThat(hash(after, 16)).isEqualTo(hash(before, 16));
            assertThat(hash(after, 17)).isEqualTo(nodeHash(17));
            assertThat(after.orphan(20, before.block(20).orElseThrow().hash())).isEqualTo(before.block(20));
            assertThat(before.block(20)).as("a view does not move").isNotEqualTo(after.block(20));
            assertThat(ledger.reorgs()).isEqualTo(1);
        }
    }

    @Test
    void chainThatFellBackAndGrewAgainIsFollowedFromTheFork() throws IOException {
        anvil.populate(5);
        String snapshot = anvil.rpc("evm_snapshot").asText();
        anvil.populate(70);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(75));
            anvil.rpc("evm_revert", snapshot);
            anvil.rpc("evm_setNextBlockTimestamp", 4_000_000_000L);
            anvil.mine(71);

            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(76));

            assertThat(read(ledger, EvmTables.BLOCKS, "_block_num", "hash", "parent_hash", "state_root"))
                    .isEqualTo(blocksOf(76));
            assertThat(read(ledger, EvmTables.TRANSACTIONS, "block_num").getLast())
                    .isEqualTo("4");
        }
    }

    @Test
    void rowsThatWereDroppedAreFetchedAgain() throws IOException {
        anvil.populate(120);
        EvmLedger.Settings small = settings(anvil.url(), Era.HEAD).withCachedRows(10);
        try (EvmLedger ledger = EvmLedger.start(small)) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(120));

            assertThat(read(ledger, EvmTables.BLOCKS, "_block_num", "hash", "parent_hash", "state_root"))
                    .isEqualTo(blocksOf(120));
        }
    }

    @Test
    void backfillStartsAtTheFirstBlockAskedFor() throws IOException {
        anvil.mine(10);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD).withFirstBlock(12))) {
            assertThat(ledger.view().first()).isEmpty();

            anvil.mine(5);

            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(15));
            assertThat(ledger.view().first()).hasValue(12);
            assertThat(ledger.view().block(11)).isEmpty();
        }
    }

    @Test
    void backfillOfTheNewestBlocksLeavesOutTheOthers() throws IOException {
        anvil.mine(70);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD), 60)) {
            assertThat(ledger.nodeHead()).isEqualTo(70);
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(70));
            assertThat(ledger.view().first()).hasValue(11);
        }
    }

    @Test
    void newestBlocksOfAShortChainAreAllOfIt() throws IOException {
        anvil.mine(3);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD), 60)) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(3));
            assertThat(ledger.view().first()).hasValue(0);
        }
    }

    @Test
    void reorgBelowTheFirstBlockReplacesEverything() throws IOException {
        anvil.mine(3);
        String snapshot = anvil.rpc("evm_snapshot").asText();
        anvil.mine(6);
        try (EvmLedger ledger = EvmLedger.start(settings(anvil.url(), Era.HEAD).withFirstBlock(7))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(9));
            anvil.rpc("evm_revert", snapshot);
            anvil.rpc("evm_setNextBlockTimestamp", 4_000_000_000L);
            anvil.mine(8);

            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(11));

            assertThat(ledger.view().first()).hasValue(7);
            assertThat(hash(ledger.view(), 7)).isEqualTo(nodeHash(7));
        }
    }

    @Test
    void nodeWithoutReceiptsByBlockIsAskedForEachTransaction() throws IOException {
        anvil.populate(15);
        try (NodeProxy proxy = NodeProxy.of(anvil.url());
                EvmLedger ledger = EvmLedger.start(settings(proxy.without("eth_getBlockReceipts"), Era.HEAD))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(15));

            assertThat(read(ledger, EvmTables.TRANSACTIONS, "block_num", "tx_index", "tx_hash", "from", "type"))
                    .isEqualTo(transactionsOf(15));
        }
    }

    @Test
    void nodeThatIsAwayForAWhileIsFollowedAgain() throws IOException {
        anvil.mine(3);
        try (NodeProxy proxy = NodeProxy.of(anvil.url());
                EvmLedger ledger = EvmLedger.start(settings(proxy.url(), Era.HEAD))) {
            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(3));
            proxy.away(true);
            anvil.mine(2);
            int refused = proxy.refused();
            await().until(() -> proxy.refused() > refused + 2);
            assertThat(ledger.view().head()).hasValue(3);

            proxy.away(false);

            await().untilAsserted(() -> assertThat(ledger.view().head()).hasValue(5));
        }
    }

    @Test
    void startWithoutANodeSaysWhichUrlDoesNotAnswer() {
        URI nobody = URI.create("http://127.0.0.1:1");

        assertThatThrownBy(() -> EvmLedger.start(settings(nobody, Era.HEAD)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no EVM node answers at http://127.0.0.1:1");
    }

    private static EvmLedger.Settings settings(URI node, Era era) {
        return EvmLedger.Settings.of(node, "anvil", era).withPollInterval(Duration.ofMillis(50));
    }

    /** A block with a legacy transaction, one with an access list, and one of type 2, in order of their tips. */
    private void transactionsOfEveryKind() throws IOException {
        anvil.automine(false);
        anvil.send(Map.of(
                "from", "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
                "to", AnvilNode.RECEIVER,
                "gas", "0x5208",
                "gasPrice", "0xb2d05e00",
                "type", "0x0",
                "value", "0xab54a98ceb1f0ad2"));
        anvil.send(Map.of(
                "from", "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
                "to", AnvilNode.RECEIVER,
                "gas", "0x10000",
                "gasPrice", "0xb2d05e00",
                "type", "0x1",
                "value", "0x1",
                "accessList",
                        List.of(Map.of(
                                "address", "0x" + "ab".repeat(20), "storageKeys", List.of("0x" + "cd".repeat(32))))));
        anvil.send(Map.of(
                "from", "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65",
                "to", AnvilNode.RECEIVER,
                "gas", "0x5208",
                "maxFeePerGas", "0x9502f900",
                "maxPriorityFeePerGas", "0x3b9aca00",
                "type", "0x2",
                "value", "0xde0b6b3a7640000"));
        anvil.mine(1);
        anvil.automine(true);
    }

    private List<String> read(Ledger ledger, String table, String... columns) {
        TableDefinition definition = ledger.tables().stream()
                .filter(one -> one.name().equals(table))
                .findFirst()
                .orElseThrow();
        ChainView view = ledger.view();
        List<String> rows = new ArrayList<>();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(definition.schema(), allocator)) {
            int count = 0;
            for (long number = view.first().orElseThrow(); number <= view.head().orElseThrow(); number++) {
                count = view.append(table, number, root, count);
            }
            root.setRowCount(count);
            for (int row = 0; row < count; row++) {
                List<String> cells = new ArrayList<>();
                for (String column : columns) {
                    FieldVector vector = root.getVector(column);
                    cells.add(text(vector.getObject(row)));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows;
    }

    private static String text(Object cell) {
        return switch (cell) {
            case null -> "null";
            case byte[] bytes -> "0x" + HexFormat.of().formatHex(bytes);
            case List<?> items -> items.stream().map(EvmLedgerIT::text).toList().toString();
            case Map<?, ?> members ->
                members.entrySet().stream()
                        .map(member -> member.getKey() + "=" + text(member.getValue()))
                        .toList()
                        .toString()
                        .replaceFirst("^\\[", "{")
                        .replaceFirst("]$", "}");
            default -> cell.toString();
        };
    }

    private List<String> blocksOf(long head) throws IOException {
        List<String> rows = new ArrayList<>();
        for (long number = 0; number <= head; number++) {
            JsonNode block = nodeBlock(number);
            rows.add(number + " " + block.get("hash").asText() + " "
                    + block.get("parentHash").asText() + " "
                    + block.get("stateRoot").asText());
        }
        return rows;
    }

    private List<String> transactionsOf(long head) throws IOException {
        List<String> rows = new ArrayList<>();
        for (long number = 0; number <= head; number++) {
            for (JsonNode tx : nodeBlock(number).get("transactions")) {
                rows.add(number + " " + Cells.quantity(tx.get("transactionIndex")) + " "
                        + tx.get("hash").asText() + " " + tx.get("from").asText() + " "
                        + Cells.quantity(tx.get("type")));
            }
        }
        return rows;
    }

    private List<String> logsOf(long number) throws IOException {
        String hex = "0x" + Long.toHexString(number);
        List<String> rows = new ArrayList<>();
        for (JsonNode log : anvil.rpc("eth_getLogs", Map.of("fromBlock", hex, "toBlock", hex))) {
            rows.add(String.join(
                    " ",
                    log.get("blockHash").asText(),
                    log.get("transactionHash").asText(),
                    Cells.quantity(log.get("logIndex")).toString(),
                    log.get("topics").path(0).asText("null"),
                    log.get("topics").path(3).asText("null"),
                    log.get("data").asText()));
        }
        return rows;
    }

    private JsonNode nodeBlock(long number) throws IOException {
        return anvil.rpc("eth_getBlockByNumber", "0x" + Long.toHexString(number), true);
    }

    private String nodeHash(long number) throws IOException {
        return nodeBlock(number).get("hash").asText();
    }

    private static String hash(ChainView view, long number) {
        return view.block(number).map(Block::hash).orElseThrow().toString();
    }
}
