package io.ampsync.simulator.evm;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.TableDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

/** What the ledger asks of a node. Blocks come with full transactions and receipts. */
final class EvmNode {
    private final JsonRpc rpc;
    private final BlockDecoder decoder;
    private volatile boolean receiptsByBlock = true;

    EvmNode(JsonRpc rpc, List<TableDefinition> tables) {
        this.rpc = rpc;
        decoder = new BlockDecoder(tables);
    }

    /** Number of the newest block. */
    long head() throws IOException {
        return Cells.quantity(rpc.call("eth_blockNumber")).longValueExact();
    }

    /** The canonical blocks {@code first..last}, as far as the node has them: possibly fewer, never with a hole. */
    List<NodeBlock> blocks(long first, long last) throws IOException {
        return withReceipts(rpc.batch(LongStream.rangeClosed(first, last)
                .mapToObj(number -> JsonRpc.Call.of("eth_getBlockByNumber", hex(number), true))
                .toList()));
    }

    /** Blocks by their hashes, also orphans, as far as the node still knows them: possibly fewer, never with a hole. */
    List<NodeBlock> blocks(List<Hash> hashes) throws IOException {
        return withReceipts(rpc.batch(hashes.stream()
                .map(hash -> JsonRpc.Call.of("eth_getBlockByHash", hash.toString(), true))
                .toList()));
    }

    /** The canonical block without its rows. */
    Optional<Block> header(long number) throws IOException {
        JsonNode block = rpc.call("eth_getBlockByNumber", hex(number), false);
        return block.isNull() ? Optional.empty() : Optional.of(BlockDecoder.header(block));
    }

    /** Receipts are asked for by hash, so that a reorg in between is noticed instead of mixed in. */
    private List<NodeBlock> withReceipts(List<JsonNode> answers) throws IOException {
        List<JsonNode> blocks =
                answers.stream().takeWhile(block -> block.isObject()).toList();
        List<JsonNode> busy = blocks.stream().filter(EvmNode::hasTransactions).toList();
        List<List<JsonNode>> receipts = receiptsByBlock ? receiptsByBlock(busy) : receiptsByTransaction(busy);
        List<NodeBlock> decoded = new ArrayList<>(blocks.size());
        int next = 0;
        for (JsonNode block : blocks) {
            List<JsonNode> mine = List.of();
            if (hasTransactions(block)) {
                mine = receipts.get(next);
                next++;
            }
            if (!belong(mine, block)) {
                break;
            }
            decoded.add(decoder.decode(block, mine));
        }
        return decoded;
    }

    private List<List<JsonNode>> receiptsByBlock(List<JsonNode> blocks) throws IOException {
        try {
            return rpc
                    .batch(blocks.stream()
                            .map(block -> JsonRpc.Call.of(
                                    "eth_getBlockReceipts", block.path("hash").asText()))
                            .toList())
                    .stream()
                    .map(EvmNode::elements)
                    .toList();
        } catch (RpcException e) {
            if (!e.isUnknownMethod()) {
                throw e;
            }
            receiptsByBlock = false;
            return receiptsByTransaction(blocks);
        }
    }

    private List<List<JsonNode>> receiptsByTransaction(List<JsonNode> blocks) throws IOException {
        List<JsonNode> all = rpc.batch(blocks.stream()
                .flatMap(block -> elements(block.path("transactions")).stream())
                .map(transaction -> JsonRpc.Call.of(
                        "eth_getTransactionReceipt", transaction.path("hash").asText()))
                .toList());
        List<List<JsonNode>> split = new ArrayList<>(blocks.size());
        int from = 0;
        for (JsonNode block : blocks) {
            int to = from + block.path("transactions").size();
            split.add(all.subList(from, to));
            from = to;
        }
        return split;
    }

    private static boolean belong(List<JsonNode> receipts, JsonNode block) {
        return receipts.size() == block.path("transactions").size()
                && receipts.stream()
                        .allMatch(receipt -> receipt.path("blockHash")
                                .asText()
                                .equals(block.path("hash").asText()));
    }

    private static boolean hasTransactions(JsonNode block) {
        return !block.path("transactions").isEmpty();
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    private static String hex(long number) {
        return "0x" + Long.toHexString(number);
    }
}
