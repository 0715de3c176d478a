package io.ampsync.simulator.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;

/** {@code amp-simulator}: exit code 0 when stopped by a signal, 1 for a defect, 2 for anything the caller can mend. */
@CommandLine.Command(
        name = "amp-simulator",
        description = "An Amp server to test against, over a synthetic chain or a real EVM node.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        subcommands = {Serve.class, Speed.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        // Standard output belongs to the one line of addresses.
        System.setProperty("logback.configurationFile", "amp-simulator-logback.xml");
        int code = run(writer(FileDescriptor.out), writer(FileDescriptor.err), arguments);
        Runtime.getRuntime().exit(code);
    }

    /** Runs to the end; {@code serve} ends only with the process. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine(out, err).execute(arguments.length == 0 ? new String[] {"--help"} : arguments);
    }

    private static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, _) -> {
                    if (failure instanceof CannotServe) {
                        command.getErr().println("amp-simulator: " + failure.getMessage());
                        return CommandLine.ExitCode.USAGE;
                    }
                    failure.printStackTrace(command.getErr());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    /** The jar knows its version; classes in a folder do not. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "amp-simulator "
                        + Objects.requireNonNullElse(
                                Main.class.getPackage().getImplementationVersion(), "(not from a jar)")
            };
        }
    }
}
