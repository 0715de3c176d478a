package io.ampsync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.operator.fake.Samples;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What an operator makes of resources of a later definition. */
class UnreadableTest {
    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    @Test
    void aValueThatIsNotKnownIsNamedAndHidesTheSpecOnly() throws IOException {
        AmpSync sync = Samples.with("minimal", "{source: {era: S9}}");

        assertThat(sync.readable()).isFalse();
        assertThat(sync.getMetadata().getName()).isEqualTo("blocks");
        assertThat(Unreadable.because(new ObjectMapper().readTree("{\"source\": {\"era\": \"S9\"}}")))
                .isEqualTo("spec.source.era: this operator does not know \"S9\", which the definition in the cluster"
                        + " allows: upgrade the operator, or write another value.");
    }

    @Test
    void aFieldThatIsNotKnownIsPassedOver() throws IOException {
        AmpSync sync = Samples.with("minimal", "{source: {colour: blue}}");

        assertThat(sync.readable()).isTrue();
        assertThat(Unreadable.because(new ObjectMapper().readTree("{\"colour\": 1}")))
                .isNull();
    }

    @Test
    void aCopyOfAReadableOneIsEqual() {
        AmpSync sync = Samples.read("full");

        AmpSync copy = JSON.clone(sync);

        assertThat(copy.getSpec()).isEqualTo(sync.getSpec());
        assertThat(JSON.asJson(copy)).isEqualTo(JSON.asJson(sync)).doesNotContain("readable");
    }

    @Test
    void aStatusThatIsNotKnownIsWrittenAnew() {
        AmpSync sync = Samples.read(
                "minimal",
                document -> document.putObject("status")
                        .putArray("tables")
                        .addObject()
                        .put("name", "blocks")
                        .put("mode", "Levitating"));

        assertThat(sync.getStatus()).isNull();
        assertThat(sync.readable()).isTrue();
    }
}
