package io.ampsync.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    @Test
    void theEnvironmentOfThePodSaysItAll() {
        assertThat(Settings.of(Map.of(
                        "RUNTIME_IMAGE", "ampsync:1",
                        "WATCH_NAMESPACES", "a, b,",
                        "WATCH_ALL", "false",
                        "OPERATOR_NAMESPACE", "ops",
                        "READ_SECRETS", "false",
                        "LEADER_ELECTION", "True",
                        "PORT", "9090")))
                .isEqualTo(new Settings("ampsync:1", new Watch.Listed(Set.of("a", "b")), "ops", false, true, 9090));
    }

    @Test
    void emptyVariablesAreNone() {
        assertThat(Settings.of(Map.of(
                        "RUNTIME_IMAGE", "ampsync:1",
                        "WATCH_NAMESPACES", "",
                        "WATCH_SELECTOR", " ",
                        "READ_SECRETS", "",
                        "PORT", "")))
                .isEqualTo(new Settings("ampsync:1", new Watch.Listed(Set.of("default")), "default", true, true, 8080));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "RUNTIME_IMAGE, '', --runtime-image",
                "WATCH_ALL, yes, 'WATCH_ALL (--all-namespaces) is \"yes\"; say true or false.'",
                "LEADER_ELECTION, 1, 'LEADER_ELECTION (--leader-election) is \"1\"; say true or false.'",
                "PORT, http, 'PORT (--port) is \"http\"; say a number from 0 to 65535.'",
                "PORT, 65536, 'PORT (--port) is \"65536\"; say a number from 0 to 65535.'",
                "PORT, -1, 'PORT (--port) is \"-1\"; say a number from 0 to 65535.'",
            })
    void whatIsWrongIsNamedWithItsFix(String variable, String value, String sentence) {
        Map<String, String> environment = new HashMap<>(Map.of("RUNTIME_IMAGE", "ampsync:1"));
        environment.put(variable, value);

        assertThatThrownBy(() -> Settings.of(environment))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}
