package io.ampsync.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {
    @ParameterizedTest
    @EnumSource
    void everyReasonSaysWhatItMeansForTheDataAndWhatComesNext(Reason reason) {
        assertThat(reason.label()).matches("([A-Z][a-z]+)+");
        assertThat(reason.effect()).endsWith(".");
        assertThat(reason.nextStep()).endsWith(".").doesNotContain("\n");
    }

    @Test
    void onlyAPersonHelpsWithSettings() {
        assertThat(Reason.CONFIGURATION_INVALID.needsPerson()).isTrue();
        assertThat(Reason.SOURCE_UNREACHABLE.needsPerson()).isFalse();
    }
}
