package io.ampsync.simulator.evm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real Anvil on a free port. The binary comes from the npm package {@code @foundry-rs/anvil-linux-amd64} on first use;
 * where there is no npm, or it is not Linux on amd64, the test is skipped. The accounts are Anvil's own, unlocked.
 */
public final class AnvilNode implements AutoCloseable {
    public static final String SENDER = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    public static final String RECEIVER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

    /** Address of a contract that answers every call with three logs, of no, one and four topics, holding the call data. */
    public static final String LOGGER = "0x00000000000000000000000000000000000109e5";

    private static final String PACKAGE = "@foundry-rs/anvil-linux-amd64";
    private static final String VERSION = "1.7.1";
    private static final String LISTENING = "Listening on ";

    // CALLDATACOPY(0, 0, size); LOG0(0, size); LOG1(0, size, 0x2d); LOG4(0, size, 0x2d, 0x2c, 0x2b, 0x2a)
    private static final String LOGGER_CODE =
            "0x36600060003736" + "6000a0" + "602d366000a1" + "602a602b602c602d366000a400";

    private final Process process;
    private final URI url;
    private final JsonRpc rpc;

    private AnvilNode(Process process, URI url) {
        this.process = process;
        this.url = url;
        rpc = new JsonRpc(url);
    }

    /** A fresh chain with the genesis block and {@link #LOGGER}; transactions are mined as they come. */
    public static AnvilNode start(String... options) throws IOException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(binary().toString(), "--host", "127.0.0.1", "--port", "0"),
                                Stream.of(options))
                        .toList())
                .redirectErrorStream(true)
                .start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual()
                        .name("anvil-output")
                        .start(() -> output.lines().forEach(_ -> {}));
                AnvilNode node = new AnvilNode(process, URI.create("http://" + line.substring(LISTENING.length())));
                node.rpc("anvil_setCode", LOGGER, LOGGER_CODE);
                return node;
            }
        }
        throw new IOException("Anvil did not start:\n" + said);
    }

    public URI url() {
        return url;
    }

    public JsonNode rpc(String method, Object... params) throws IOException {
        return rpc.call(method, params);
    }

    /** The results in the order of the calls. */
    public List<JsonNode> rpc(String method, List<List<Object>> params) throws IOException {
        return rpc.batch(
                params.stream().map(one -> new JsonRpc.Call(method, one)).toList());
    }

    public long head() throws IOException {
        return Cells.quantity(rpc("eth_blockNumber")).longValueExact();
    }

    /** Empty blocks, and whatever waits in the pool. */
    public void mine(int blocks) throws IOException {
        rpc("anvil_mine", "0x" + Integer.toHexString(blocks));
    }

    /** Without automine, transactions wait until {@link #mine}. */
    public void automine(boolean on) throws IOException {
        rpc("evm_setAutomine", on);
    }

    /** Sends a transaction of type 2 and returns its hash. */
    public String pay(long wei) throws IOException {
        return send(Map.of("from", SENDER, "to", RECEIVER, "value", "0x" + Long.toHexString(wei)));
    }

    /** Makes {@link #LOGGER} emit its three logs and returns the hash of the transaction. */
    public String log(String dataInHex) throws IOException {
        return send(Map.of("from", SENDER, "to", LOGGER, "data", dataInHex, "gas", "0x100000"));
    }

    public String send(Object transaction) throws IOException {
        return rpc("eth_sendTransaction", transaction).asText();
    }

    /** Replaces the newest {@code depth} blocks by as many empty ones. */
    public void reorg(int depth) throws IOException {
        rpc("anvil_reorg", depth, List.of());
    }

    /**
     * Exactly {@code blocks} more blocks, each with a payment or logs, each fifth one empty. Mined by hand, for Anvil's
     * automine may put two quick transactions into one block.
     */
    public void populate(int blocks) throws IOException {
        automine(false);
        for (int i : IntStream.range(0, blocks).toArray()) {
            switch (i % 5) {
                case 0, 3 -> pay(i + 1L);
                case 1, 2 -> log("0x" + HexFormat.of().toHexDigits(i));
                default -> {}
            }
            mine(1);
        }
        automine(true);
    }

    @Override
    public void close() {
        rpc.close();
        process.destroyForcibly().onExit().join();
    }

    private static Path binary() throws IOException {
        assumeTrue(
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64"),
                "Anvil is packaged for Linux on amd64 only");
        Path home = checkout().resolve("simulator/target/anvil-" + VERSION);
        Path binary = home.resolve("node_modules/" + PACKAGE + "/bin/anvil");
        Files.createDirectories(home);
        // Two test processes must not install into the same folder at a time.
        try (FileChannel channel =
                        FileChannel.open(home.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            if (!Files.isExecutable(binary)) {
                install(home);
            }
        }
        return binary;
    }

    private static void install(Path home) throws IOException {
        Process npm;
        try {
            npm = new ProcessBuilder(
                            "npm",
                            "install",
                            "--prefix",
                            home.toString(),
                            "--no-save",
                            "--ignore-scripts",
                            "--no-audit",
                            "--no-fund",
                            PACKAGE + "@" + VERSION)
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "no npm to fetch Anvil with: " + e.getMessage());
            throw e;
        }
        String said = String.join("\n", npm.inputReader().lines().toList());
        if (npm.onExit().join().exitValue() != 0) {
            throw new IOException("npm could not install " + PACKAGE + ":\n" + said);
        }
    }

    private static Path checkout() {
        Path here = Path.of("").toAbsolutePath();
        return Stream.iterate(here, Objects::nonNull, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve(".mvn")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("not in a checkout: " + here));
    }
}
