package io.ampsync.operator.status;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Canonical;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events. Telling twice what happened once gives one Event; what cannot be told is only logged. */
public final class EventWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final int CONFLICT = 409;
    private static final int LONGEST = 1024;
    private final KubernetesClient client;
    private final InstantSource clock;

    public EventWriter(KubernetesClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    public void tell(AmpSync sync, Notice notice) {
        LOG.info("{}: {}", notice.reason(), notice.message());
        try {
            client.v1().events().resource(event(sync, notice)).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                LOG.warn("The Event {} could not be written: {}", notice.reason(), e.getMessage());
            }
        }
    }

    private Event event(AmpSync sync, Notice notice) {
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        String minute = Instant.parse(now).truncatedTo(ChronoUnit.MINUTES).toString();
        String identity = Canonical.sha256(sync.getMetadata().getUid() + notice.reason() + notice.message() + minute);
        String message = notice.message();
        return new EventBuilder()
                .withNewMetadata()
                .withName(sync.getMetadata().getName() + "." + identity.substring(0, 16))
                .withNamespace(sync.getMetadata().getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(sync.getApiVersion())
                .withKind(sync.getKind())
                .withName(sync.getMetadata().getName())
                .withNamespace(sync.getMetadata().getNamespace())
                .withUid(sync.getMetadata().getUid())
                .endInvolvedObject()
                .withType(notice.warning() ? "Warning" : "Normal")
                .withReason(notice.reason())
                .withMessage(message.length() <= LONGEST ? message : message.substring(0, LONGEST))
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(Names.FIELD_MANAGER)
                .endSource()
                .build();
    }
}
