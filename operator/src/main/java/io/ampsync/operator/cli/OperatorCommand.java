package io.ampsync.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code ampsync-operator} program. */
@Command(
        name = "ampsync-operator",
        description = "Reconciles AmpSync resources into pods that sync Amp datasets into PostgreSQL.",
        mixinStandardHelpOptions = true,
        versionProvider = OperatorCommand.Version.class,
        sortOptions = false,
        footer = {
            "",
            "Each option may be given as the environment variable that it names instead. The cluster is the one of the"
                    + " pod's service account, or of KUBECONFIG."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:stopped as asked", " 1:leadership was lost, or a defect of ours", " 2:an option is wrong"})
public final class OperatorCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--runtime-image",
            paramLabel = "IMAGE",
            description =
                    "Image of the pods that sync, unless an AmpSync names another. Required. " + Settings.RUNTIME_IMAGE)
    private @Nullable String runtimeImage;

    @Option(
            names = "--namespaces",
            paramLabel = "NAME[,NAME...]",
            description = "Namespaces to look after; by default the operator's own. " + Settings.WATCH_NAMESPACES)
    private List<String> namespaces = List.of();

    @Option(names = "--all-namespaces", description = "Look after every namespace. " + Settings.WATCH_ALL)
    private boolean allNamespaces;

    @Option(
            names = "--namespace-selector",
            paramLabel = "LABELS",
            description = "Look after namespaces with these labels, as in team=data. " + Settings.WATCH_SELECTOR)
    private @Nullable String selector;

    @Option(
            names = "--operator-namespace",
            paramLabel = "NAME",
            description = "Namespace of the operator: of its Lease, and let in by NetworkPolicies. "
                    + Settings.OPERATOR_NAMESPACE)
    private @Nullable String operatorNamespace;

    @Option(
            names = "--read-secrets",
            paramLabel = "true|false",
            description = "Whether to get the Secrets that AmpSyncs name, to roll pods when they change; by default it"
                    + " does. " + Settings.READ_SECRETS)
    private @Nullable String readSecrets;

    @Option(
            names = "--leader-election",
            paramLabel = "true|false",
            description = "Whether to hold the Lease ampsync-operator while acting; by default it does. "
                    + Settings.LEADER_ELECTION)
    private @Nullable String leaderElection;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of /healthz, /readyz and /metrics, by default 8080. " + Settings.PORT)
    private @Nullable String port;

    @Option(
            names = "--check",
            description = "Say whether the definition is there and everything is permitted that the operator does; 1 if"
                    + " not.")
    private boolean check;

    private static final int LEASE_LOST = 1;

    private OperatorCommand() {}

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = OperatorCommand.class.getPackage().getImplementationVersion();
            return new String[] {"ampsync-operator " + (version == null ? "(development)" : version)};
        }
    }

    /** Options go over variables. */
    Settings settings(Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>(inherited);
        option(environment, Settings.RUNTIME_IMAGE, runtimeImage);
        option(environment, Settings.WATCH_NAMESPACES, namespaces.isEmpty() ? null : String.join(",", namespaces));
        option(environment, Settings.WATCH_ALL, allNamespaces ? "true" : null);
        option(environment, Settings.WATCH_SELECTOR, selector);
        option(environment, Settings.OPERATOR_NAMESPACE, operatorNamespace);
        option(environment, Settings.READ_SECRETS, readSecrets);
        option(environment, Settings.LEADER_ELECTION, leaderElection);
        option(environment, Settings.PORT, port);
        try {
            return Settings.of(environment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static void option(Map<String, String> environment, String variable, @Nullable String value) {
        if (value != null) {
            environment.put(variable, value);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (check) {
            try (KubernetesClient client = ClusterClient.open()) {
                return new PermissionCheck(client, settings(System.getenv()))
                                .passes(spec.commandLine().getOut())
                        ? 0
                        : 1;
            }
        }
        return run(settings(System.getenv()));
    }

    private static int run(Settings settings) throws Exception {
        CompletableFuture<Integer> end = new CompletableFuture<>();
        AtomicBoolean asked = new AtomicBoolean();
        RunningOperator operator = RunningOperator.start(settings, () -> {
            if (!asked.get()) {
                end.complete(LEASE_LOST);
            }
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            asked.set(true);
            operator.close();
            end.complete(0);
            // The signal's own exit code would be another: main ends the process.
            await(new CountDownLatch(1));
        }));
        return end.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new OperatorCommand());
    }

    @SuppressForbidden // the one place that ends the process: after this, nothing runs
    public static void main(String[] arguments) {
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (arguments.length == 0) {
            Runtime.getRuntime().halt(directly(err));
        }
        CommandLine command = commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(err);
        Runtime.getRuntime().halt(command.execute(arguments));
    }

    /** Nothing to parse, as in a pod: a tenth of the start-up time is saved. */
    private static int directly(PrintWriter err) {
        Settings settings;
        try {
            settings = Settings.of(System.getenv());
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return CommandLine.ExitCode.USAGE;
        }
        try {
            return run(settings);
        } catch (Exception e) {
            e.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }
}
