package io.ampsync.simulator.chain;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class MixTest {
    @Property
    void mixedBitsGiveTheValueBack(@ForAll long value) {
        assertThat(Mix.unmix(Mix.mix(value))).isEqualTo(value);
    }

    @Property
    void eitherArgumentComesBackWithTheOther(@ForAll long left, @ForAll long right) {
        long bits = Mix.mix(left, right);

        assertThat(Mix.unmixRight(bits, left)).isEqualTo(right);
        assertThat(Mix.unmixLeft(bits, right)).isEqualTo(left);
    }
}
