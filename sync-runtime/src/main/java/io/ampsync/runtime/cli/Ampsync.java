package io.ampsync.runtime.cli;

import io.ampsync.runtime.sync.StopSignal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ampsync} program. Modules beside the runtime add commands through {@link Subcommand}. */
@Command(
        name = "ampsync",
        description = "Keeps Amp blockchain datasets in PostgreSQL, exactly once, through reorgs and crashes.",
        mixinStandardHelpOptions = true,
        versionProvider = Ampsync.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:stopped as asked",
            " 1:a defect of ours",
            " 2:configuration, before any connection",
            " 3:fenced: another writer took over",
            " 4:no table can go on without a person"
        })
public final class Ampsync implements Runnable {
    private static final Set<String> STOPPABLE = Set.of(SyncCommand.NAME, RunCommand.NAME);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Ampsync() {}

    /** A command of another module, found by {@link ServiceLoader}. */
    public interface Subcommand extends Callable<Integer> {}

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Ampsync.class.getPackage().getImplementationVersion();
            return new String[] {"ampsync " + (version == null ? "(development)" : version)};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }

    /** @param stop set when the process is asked to end; what ends by itself need not look at it */
    static CommandLine commandLine(StopSignal stop) {
        CommandLine commands = new CommandLine(new Ampsync());
        CommandLine sync = new CommandLine(new SyncCommand(stop));
        sync.getCommandSpec().usageMessage().footer(SyncCommand.variables());
        commands.addSubcommand(sync);
        commands.addSubcommand(new RunCommand(stop));
        commands.addSubcommand(new StatusCommand());
        commands.addSubcommand(new DropCommand());
        commands.addSubcommand(new ReleaseCommand());
        commands.addSubcommand(new DoctorCommand());
        commands.addSubcommand(new VerifyCommand());
        commands.addSubcommand(new PlanCommand());
        ServiceLoader.load(Subcommand.class).forEach(commands::addSubcommand);
        commands.setExecutionExceptionHandler(
                (failure, command, _) -> unexpected(failure, command.getErr()).code());
        return commands;
    }

    @SuppressForbidden // the one place that ends the process: after this, nothing runs
    public static void main(String[] arguments) {
        StopSignal stop = new StopSignal();
        if (arguments.length > 0 && STOPPABLE.contains(arguments[0])) {
            // Before anything that takes time: a signal must find us listening.
            Signals.stopOrEnd(stop);
        }
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        Runtime.getRuntime().halt(run(arguments, err, stop));
    }

    @SuppressForbidden // help goes to standard output
    private static int run(String[] arguments, PrintWriter err, StopSignal stop) {
        if (arguments.length == 1 && arguments[0].equals(SyncCommand.NAME)) {
            return directly(err, stop).code();
        }
        return commandLine(stop)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(err)
                .execute(arguments);
    }

    /** Nothing to parse: a third of the start-up time is saved. */
    private static ExitCode directly(PrintWriter err, StopSignal stop) {
        try {
            return EnvironmentSync.run(System.getenv(), err, stop);
        } catch (InterruptedException | RuntimeException | Error e) {
            return unexpected(e, err);
        }
    }

    private static ExitCode unexpected(Throwable failure, PrintWriter err) {
        err.println("ampsync: unexpected " + failure);
        failure.printStackTrace(err);
        return ExitCode.DEFECT;
    }
}
