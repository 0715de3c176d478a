package io.ampsync.bench;

import io.ampsync.bench.server.Shape;
import io.ampsync.bench.server.SourceProgram;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/** {@code bin/bench}: exit code 0 if everything was measured, whatever the figures are. */
@Command(
        name = "bench",
        description = "Measures ampsync.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, Train.class, Jars.class, Bench.Serve.class, Bench.Micro.class})
public final class Bench {
    private Bench() {}

    /** The source of the scenarios. */
    @Command(name = "serve", description = "An Amp server over template rows; commands come on standard input.")
    static final class Serve implements Runnable {
        @Parameters(index = "0")
        Shape shape = Shape.LOGS;

        @Parameters(index = "1")
        int rowsPerBlock = 1;

        @Parameters(index = "2")
        long seed = 1;

        @Override
        public void run() {
            try (FileInputStream in = new FileInputStream(FileDescriptor.in)) {
                SourceProgram.run(shape, rowsPerBlock, seed, in, writer(FileDescriptor.out));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** JMH, with its own options. */
    @Command(name = "micro", description = "JMH with its own arguments, for example: micro EncodeBenchmark -prof gc")
    static final class Micro implements Runnable {
        @Unmatched
        String[] arguments = {};

        @Override
        public void run() {
            try {
                org.openjdk.jmh.Main.main(arguments);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public static void main(String[] arguments) {
        int code = new CommandLine(new Bench())
                .setOut(writer(FileDescriptor.out))
                .setErr(writer(FileDescriptor.err))
                .execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
        Runtime.getRuntime().halt(code);
    }

    static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
