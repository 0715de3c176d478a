package io.ampsync.simulator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemverTest {
    /** In the order of semver.org 11. */
    private static final List<String> ASCENDING = List.of(
            "0.9.0",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.9.0",
            "1.10.0",
            "10.0.0",
            "99999999999999999999.0.0");

    @Property
    void anyOrderIsSortedBack(@ForAll long seed) {
        List<String> shuffled = new ArrayList<>(ASCENDING);
        Collections.shuffle(shuffled, new Random(seed));
        shuffled.sort((a, b) ->
                Semver.parse(a).orElseThrow().compareTo(Semver.parse(b).orElseThrow()));

        assertThat(shuffled).isEqualTo(ASCENDING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.0", "v1.0.0", "1.0.0-", "1.0.0.0", "latest", "1.0.x"})
    void otherTextIsNoVersion(String text) {
        assertThat(Semver.parse(text)).isEmpty();
    }
}
