package io.ampsync.bench.server;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.chain.SyntheticChain;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/**
 * The Amp server as a program: prints its Flight port, then does what standard input says, line by line, and ends with
 * it. {@code head}, {@code advance BLOCKS}, {@code reorg DEPTH LENGTH}, {@code cut BLOCKS ROWS BYTES} (longest microbatch, rows of a
 * batch, bytes of a message), each answered by the head's number; {@code computed}, answered by the time at which the newest rows were
 * ready to be sent.
 */
public final class SourceProgram {
    /** Name and version of the dataset. */
    public static final String DATASET = "_/bench@1.0.0";

    /** About where Ethereum is: the width of a number in the table depends on it. */
    private static final long FIRST_BLOCK = 20_000_000;

    private SourceProgram() {}

    /** Returns at the end of {@code in}. */
    public static void run(Shape shape, int rowsPerBlock, long seed, InputStream in, PrintWriter out)
            throws IOException {
        SyntheticChain.Shape usual = SyntheticChain.Shape.DEFAULT;
        SyntheticChain chain = new SyntheticChain(
                new SyntheticChain.Shape(seed, FIRST_BLOCK, usual.genesisTime(), usual.blockTime(), 0));
        chain.advance(1);
        try (BufferAllocator allocator = new RootAllocator();
                TemplateLedger ledger = new TemplateLedger(chain, shape, rowsPerBlock, allocator);
                AmpSimulator amp = AmpSimulator.builder()
                        .network(ledger.network())
                        .dataset("bench", "1.0.0")
                        .ledger(ledger)
                        .start();
                BufferedReader commands = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            out.println(amp.flightPort());
            String line;
            while ((line = commands.readLine()) != null) {
                obey(List.of(line.split(" ", -1)), chain, amp);
                out.println(
                        line.equals("computed")
                                ? ledger.computedAt()
                                : chain.nodeHead().orElseThrow());
            }
        }
    }

    private static void obey(List<String> words, SyntheticChain chain, AmpSimulator amp) {
        switch (words.getFirst()) {
            case "head", "computed" -> {}
            case "advance" -> chain.advance(Long.parseLong(words.get(1)));
            case "reorg" -> chain.reorg(Long.parseLong(words.get(1)), Long.parseLong(words.get(2)));
            case "cut" ->
                amp.behave(behaviour -> behaviour
                        .withMicrobatchBlocks(Long.parseLong(words.get(1)))
                        .withBatchRows(Integer.parseInt(words.get(2)))
                        .withMessageBytes(Integer.parseInt(words.get(3))));
            default -> throw new IllegalArgumentException("no such command: " + words);
        }
    }
}
