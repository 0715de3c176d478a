package io.ampsync.operator.cli;

import static io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration;

import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Lease that the one operator holds that acts. */
record Leadership(KubernetesClient client, String namespace, String identity) {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int TRIES = 3;

    /** @param environment whose HOSTNAME people know the pod by */
    static Leadership of(KubernetesClient client, String namespace, Map<String, String> environment) {
        return new Leadership(
                client, namespace, environment.getOrDefault("HOSTNAME", Names.FIELD_MANAGER) + "_" + UUID.randomUUID());
    }

    /**
     * How it is held.
     *
     * <p>The framework would call System.exit, which never returns in the hook that gives the Lease back.
     */
    LeaderElectionConfiguration configuration(Runnable lost) {
        return aLeaderElectionConfiguration(Names.FIELD_MANAGER)
                .withLeaseNamespace(namespace)
                .withIdentity(identity)
                .withLeaderCallbacks(new LeaderCallbacks(() -> {}, lost, _ -> {}))
                .withExitOnStopLeading(false)
                .build();
    }

    /**
     * Gives it back if it is ours: the next operator would wait up to fifteen seconds for its end. To be called when
     * nothing renews it any more.
     */
    void release() {
        try {
            Thread.ofVirtual().start(this::giveBack).join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveBack() {
        try {
            for (int i = 0; i < TRIES && !isGivenBack(); i++) {}
        } catch (KubernetesClientException e) {
            LOG.warn("The Lease could not be given back; the next operator waits for its end: {}", e.getMessage());
        }
    }

    private boolean isGivenBack() {
        Lease lease = client.leases()
                .inNamespace(namespace)
                .withName(Names.FIELD_MANAGER)
                .get();
        if (lease == null || !identity.equals(lease.getSpec().getHolderIdentity())) {
            return true;
        }
        try {
            client.resource(new LeaseBuilder(lease)
                            .editSpec()
                            .withHolderIdentity("")
                            .endSpec()
                            .build())
                    .lockResourceVersion()
                    .update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false; // by a renewal that was on its way
            }
            throw e;
        }
    }
}
