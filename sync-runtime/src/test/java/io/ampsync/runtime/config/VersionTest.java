package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {
    @Test
    void orderIsThatOfSemverNotOfText() {
        List<Version> ascending = List.of(
                version("0.9.0"),
                version("0.10.0"),
                version("1.0.0-1"),
                version("1.0.0-2"),
                version("1.0.0-11"),
                version("1.0.0-alpha"),
                version("1.0.0-alpha.1"),
                version("1.0.0-alpha.beta"),
                version("1.0.0-rc.1"),
                version("1.0.0"),
                version("10000.0.0"));

        assertThat(ascending.reversed().stream().sorted(Comparator.naturalOrder()))
                .containsExactlyElementsOf(ascending);
    }

    @Test
    void buildMetadataDoesNotCount() {
        assertThat(version("1.2.3+linux")).isEqualTo(version("1.2.3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "v1.2.3", "1.2.3-", " 1.2.3"})
    void otherTextIsNoVersion(String text) {
        assertThat(Version.parse(text)).isEmpty();
    }

    @Test
    void printsAsItIsWritten() {
        assertThat(version("0.2.0-LTcyNjgzMjc1NA")).hasToString("0.2.0-LTcyNjgzMjc1NA");
        assertThat(version("0.2.0")).hasToString("0.2.0");
    }

    private static Version version(String text) {
        return Version.parse(text).orElseThrow();
    }
}
