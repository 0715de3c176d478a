package io.ampsync.bench.stage;

import io.ampsync.bench.server.Shape;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The Amp server as a process. */
public final class Source implements AutoCloseable {
    private final Process process;
    private final BufferedWriter commands;
    private final BufferedReader answers;
    private final int port;
    private final Shape shape;

    private Source(Shape shape, Process process) throws IOException {
        this.shape = shape;
        this.process = process;
        commands = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        port = Integer.parseInt(answer());
    }

    /** It has one block then. */
    public static Source start(Shape shape, int rowsPerBlock, long seed) throws IOException {
        return new Source(
                shape,
                new ProcessBuilder(List.of(
                                Home.path("bin/bench").toString(),
                                "serve",
                                shape.name(),
                                Integer.toString(rowsPerBlock),
                                Long.toString(seed)))
                        .redirectError(Path.of("/dev/null").toFile())
                        .start());
    }

    public Shape shape() {
        return shape;
    }

    public double cpuSeconds() {
        return Cpu.seconds(process.pid());
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Number of the newest block. */
    public long head() throws IOException {
        return Long.parseLong(command("head"));
    }

    /** When it had computed the newest rows, and began to send them, by {@link System#nanoTime}. */
    public long computedAt() throws IOException {
        return Long.parseLong(command("computed"));
    }

    /** Adds blocks; the new head. */
    public long advance(long blocks) throws IOException {
        return Long.parseLong(command("advance " + blocks));
    }

    /** Replaces the newest blocks; the new head. */
    public long reorg(long depth, long length) throws IOException {
        return Long.parseLong(command("reorg " + depth + " " + length));
    }

    /** From the next microbatch on: its longest length, rows of a record batch, bytes of a message. */
    public void cut(long microbatchBlocks, int batchRows, int messageBytes) throws IOException {
        command("cut " + microbatchBlocks + " " + batchRows + " " + messageBytes);
    }

    private String command(String line) throws IOException {
        commands.write(line);
        commands.newLine();
        commands.flush();
        return answer();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the source ended; try: bin/bench serve " + shape.name() + " 1 1");
        }
        return line;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
