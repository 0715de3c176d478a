package io.ampsync.operator.cli;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.observe.HttpReports;
import io.ampsync.operator.observe.ReportSource;
import io.ampsync.operator.observe.StatusPoller;
import io.ampsync.operator.reconcile.AmpSyncReconciler;
import io.ampsync.operator.render.Extras;
import io.ampsync.operator.render.Names;
import io.ampsync.operator.render.Platform;
import io.ampsync.operator.telemetry.OperatorMetrics;
import io.ampsync.operator.telemetry.OperatorServer;
import io.ampsync.operator.telemetry.SyncMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Everything that runs, wired. */
final class RunningOperator implements AutoCloseable {
    private static final Duration RESYNC = Duration.ofMinutes(5);
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final int FIRST_RETRY_MILLISECONDS = 2_000;
    private static final int LONGEST_RETRY_MILLISECONDS = 300_000;
    /** Of reconciliations: each is a few requests that the API server answers with all the processors it has. */
    private static final int AT_A_TIME = 16;

    private final Operator operator;
    private final OperatorServer server;
    private final KubernetesClient client;
    private final Optional<Leadership> leadership;

    private RunningOperator(
            Operator operator, OperatorServer server, KubernetesClient client, Optional<Leadership> leadership) {
        this.operator = operator;
        this.server = server;
        this.client = client;
        this.leadership = leadership;
    }

    /** @param lost is run when the Lease could not be kept: another operator may act, so this one has to end */
    static RunningOperator start(Settings settings, Runnable lost) throws IOException {
        return start(settings, ClusterClient.open(), new HttpReports(), lost);
    }

    static RunningOperator start(Settings settings, KubernetesClient client, ReportSource reports, Runnable lost)
            throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        OperatorMetrics metrics = new OperatorMetrics(registry);
        SyncMetrics syncs = new SyncMetrics(registry);
        Optional<Leadership> leadership = settings.leaderElection()
                ? Optional.of(Leadership.of(client, settings.operatorNamespace(), System.getenv()))
                : Optional.empty();
        Operator operator = new Operator(configuration -> {
            configuration
                    .withKubernetesClient(client)
                    .withMetrics(metrics)
                    .withConcurrentReconciliationThreads(AT_A_TIME)
                    .checkingCRDAndValidateLocalModel(false)
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCloseClientOnStop(false)
                    .withReconciliationTerminationTimeout(DRAIN);
            leadership.ifPresent(lease -> configuration.withLeaderElectionConfiguration(lease.configuration(lost)));
        });
        AmpSyncReconciler reconciler = new AmpSyncReconciler(new AmpSyncReconciler.Parts(
                client,
                new Platform(settings.runtimeImage(), settings.operatorNamespace(), podMonitors(client)),
                settings.readSecrets(),
                settings.watch().selector(),
                new StatusPoller(reports, metrics, RandomGenerator.getDefault()),
                syncs,
                InstantSource.system()));
        operator.register(reconciler, configuration -> configure(configuration, settings));
        OperatorServer server = OperatorServer.start(
                settings.port(),
                () -> !operator.getRuntimeInfo().isStarted()
                        || operator.getRuntimeInfo().allEventSourcesAreHealthy(),
                () -> operator.getRuntimeInfo().isStarted(),
                registry,
                syncs);
        operator.start();
        return new RunningOperator(operator, server, client, leadership);
    }

    private static void configure(ControllerConfigurationOverrider<AmpSync> configuration, Settings settings) {
        settings.watch().apply(configuration);
        configuration
                .withName("ampsync")
                .withFieldManager(Names.FIELD_MANAGER)
                .withInformerListLimit(AmpSyncReconciler.LISTED_AT_A_TIME)
                .withGenerationAware(false)
                .withTriggerReconcilerOnAllEvents(true)
                .withOnUpdateFilter((now, before) -> asksForMore(now, before))
                .withReconciliationMaxInterval(RESYNC)
                .withRetry(new GenericRetry()
                        .setInitialInterval(FIRST_RETRY_MILLISECONDS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MILLISECONDS)
                        .setMaxAttempts(-1));
    }

    /** Everything but a status, which we write ourselves. */
    private static boolean asksForMore(HasMetadata now, HasMetadata before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || now.isMarkedForDeletion() != before.isMarkedForDeletion()
                || !now.getMetadata()
                        .getAnnotations()
                        .equals(before.getMetadata().getAnnotations())
                || !now.getFinalizers().equals(before.getFinalizers());
    }

    private static boolean podMonitors(KubernetesClient client) {
        return client.supports(Extras.POD_MONITOR_API, Extras.POD_MONITOR);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        operator.stop();
        leadership.ifPresent(Leadership::release);
        client.close();
        server.close();
    }
}
