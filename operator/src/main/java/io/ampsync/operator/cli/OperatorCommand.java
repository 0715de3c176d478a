package io.ampsync.operator.cli;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
            required = true,
            defaultValue = "${env:RUNTIME_IMAGE}",
            paramLabel = "IMAGE",
            description = "Image of the pods that sync, unless an AmpSync names another. RUNTIME_IMAGE")
    @SuppressWarnings("NullAway.Init")
    private String runtimeImage;

    @Option(
            names = "--namespaces",
            split = ",",
            defaultValue = "${env:WATCH_NAMESPACES:-}",
            paramLabel = "NAME",
            description = "Namespaces to look after; by default the operator's own. WATCH_NAMESPACES")
    private List<String> namespaces = List.of();

    @Option(
            names = "--all-namespaces",
            defaultValue = "${env:WATCH_ALL:-false}",
            description = "Look after every namespace. WATCH_ALL")
    private boolean allNamespaces;

    @Option(
            names = "--namespace-selector",
            defaultValue = "${env:WATCH_SELECTOR}",
            paramLabel = "LABELS",
            description = "Look after namespaces with these labels, as in team=data. WATCH_SELECTOR")
    private @Nullable String selector;

    @Option(
            names = "--operator-namespace",
            defaultValue = "${env:OPERATOR_NAMESPACE}",
            paramLabel = "NAME",
            description = "Namespace of the operator: of its Lease, and let in by NetworkPolicies. OPERATOR_NAMESPACE")
    private @Nullable String operatorNamespace;

    @Option(
            names = "--read-secrets",
            arity = "1",
            defaultValue = "${env:READ_SECRETS:-true}",
            paramLabel = "true|false",
            description = "Whether to get the Secrets that AmpSyncs name, to roll pods when they change. READ_SECRETS")
    private boolean readSecrets;

    @Option(
            names = "--leader-election",
            arity = "1",
            defaultValue = "${env:LEADER_ELECTION:-true}",
            paramLabel = "true|false",
            description = "Whether to hold the Lease ampsync-operator while acting. LEADER_ELECTION")
    private boolean leaderElection;

    @Option(
            names = "--port",
            defaultValue = "${env:PORT:-8080}",
            paramLabel = "PORT",
            description = "Port of /healthz, /readyz and /metrics. PORT, default 8080")
    private int port;

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

    /** What the options say. */
    record Settings(
            String runtimeImage,
            Watch watch,
            String operatorNamespace,
            boolean readSecrets,
            boolean leaderElection,
            int port) {}

    Settings settings() {
        String own = operatorNamespace == null || operatorNamespace.isEmpty() ? "default" : operatorNamespace;
        List<String> named = namespaces.stream().filter(name -> !name.isBlank()).toList();
        try {
            return new Settings(
                    runtimeImage,
                    Watch.of(named, allNamespaces, selector == null || selector.isBlank() ? null : selector, own),
                    own,
                    readSecrets,
                    leaderElection,
                    port);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public Integer call() throws Exception {
        if (check) {
            try (KubernetesClient client = ClusterClient.open()) {
                return new PermissionCheck(client, settings())
                                .passes(spec.commandLine().getOut())
                        ? 0
                        : 1;
            }
        }
        CompletableFuture<Integer> end = new CompletableFuture<>();
        AtomicBoolean asked = new AtomicBoolean();
        RunningOperator operator = RunningOperator.start(settings(), () -> {
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
        CommandLine command = commandLine()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        Runtime.getRuntime().halt(command.execute(arguments));
    }
}
