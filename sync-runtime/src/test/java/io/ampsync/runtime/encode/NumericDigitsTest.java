package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;

/** Numerics of every width and scale, against BigDecimal. */
class NumericDigitsTest {
    private static final BigInteger BASE = BigInteger.valueOf(10_000);

    @Provide
    Arbitrary<BigInteger> integers() {
        BigInteger limit = BigInteger.TEN.pow(76).subtract(BigInteger.ONE);
        Arbitrary<BigInteger> any = Arbitraries.bigIntegers().between(limit.negate(), limit);
        Arbitrary<BigInteger> powers = Arbitraries.integers().between(0, 75).map(BigInteger.TEN::pow);
        Arbitrary<BigInteger> words = Arbitraries.integers().between(0, 252).map(BigInteger.TWO::pow);
        return Arbitraries.oneOf(any, powers, words, words.map(word -> word.subtract(BigInteger.ONE)))
                .flatMap(value -> Arbitraries.of(value, value.negate()));
    }

    /** The least precision that holds a value. */
    private static int precisionOf(BigInteger value) {
        return Math.max(1, value.abs().toString().length() - (value.signum() == 0 ? 1 : 0));
    }

    @Property
    void digitsOfEveryWidthAreThoseOfTheDecimal(
            @ForAll("integers") BigInteger value, @ForAll @IntRange(min = -40, max = 80) int scale) {
        BigDecimal decimal = new BigDecimal(value, scale);
        for (int bits = 256; value.bitLength() < bits && precisionOf(value) <= precision(bits); bits /= 2) {
            assertThat(read(field(value, scale, bits), scale)).isEqualTo(Expected.normal(decimal));
            if (bits == 32) {
                break;
            }
        }
    }

    @Property
    void textIsPlainNotation(@ForAll("integers") BigInteger value, @ForAll @IntRange(min = -40, max = 80) int scale) {
        JsonText text = new JsonText();
        try (RootAllocator allocator = new RootAllocator();
                ArrowBuf buffer = allocator.buffer(32)) {
            put(buffer, value);
            new WideNumericDigits(76, scale).append(text, buffer, 0);
        }
        byte[] bytes = new byte[text.length()];
        text.copyTo(bytes, 0);
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo(new BigDecimal(value, scale)
                        .setScale(Math.max(0, scale))
                        .toPlainString());
    }

    @Property
    void valuesOfOneDigitMoreThanThePrecisionAreRefused(@ForAll @IntRange(min = 1, max = 75) int precision) {
        BigInteger least = BigInteger.TEN.pow(precision);
        for (int bits = 256; least.bitLength() < bits && precision <= precision(bits); bits /= 2) {
            int width = bits;
            assertThatThrownBy(() -> field(least.negate(), 1, width, precision))
                    .isInstanceOf(RefusedValue.class)
                    .hasMessageStartingWith(new BigDecimal(least.negate(), 1).toPlainString());
            assertThat(field(least.subtract(BigInteger.ONE), 1, width, precision))
                    .isNotEmpty();
            if (bits == 32) {
                break;
            }
        }
    }

    @Property
    void quotientsAreExact(@ForAll @LongRange(min = 0, max = DigitGroups.GROUP - 1) long rest, @ForAll long low) {
        BigInteger dividend = BigInteger.valueOf(rest).shiftLeft(64).add(new BigInteger(Long.toUnsignedString(low)));
        assertThat(new BigInteger(Long.toUnsignedString(DigitGroups.quotient(rest, low))))
                .isEqualTo(dividend.divide(BigInteger.valueOf(DigitGroups.GROUP)));
    }

    @Test
    void quotientsAreExactAtTheEdges() {
        for (long rest : new long[] {0, 1, DigitGroups.GROUP / 2, DigitGroups.GROUP - 1}) {
            for (long low : new long[] {0, 1, DigitGroups.GROUP - 1, DigitGroups.GROUP, Long.MAX_VALUE, -1}) {
                quotientsAreExact(rest, low);
            }
        }
    }

    private static int precision(int bits) {
        return switch (bits) {
            case 256 -> 76;
            case 128 -> 38;
            case 64 -> 18;
            default -> 9;
        };
    }

    private static byte[] field(BigInteger value, int scale, int bits) {
        return field(value, scale, bits, precision(bits));
    }

    private static byte[] field(BigInteger value, int scale, int bits, int precision) {
        byte[] out = new byte[100];
        try (RootAllocator allocator = new RootAllocator();
                ArrowBuf buffer = allocator.buffer(32)) {
            put(buffer, value);
            BigInteger magnitude = value.abs();
            int end = bits == 256
                    ? new WideNumericDigits(precision, scale).write(out, 0, buffer, 0)
                    : new NumericDigits(precision, scale)
                            .write(
                                    out,
                                    0,
                                    value.signum(),
                                    magnitude.shiftRight(64).longValue(),
                                    magnitude.longValue());
            return java.util.Arrays.copyOf(out, end);
        }
    }

    private static void put(ArrowBuf buffer, BigInteger value) {
        for (int word = 0; word < 4; word++) {
            buffer.setLong(8L * word, value.shiftRight(64 * word).longValue());
        }
    }

    /** As PostgreSQL's documentation of the binary format has it; refuses what PostgreSQL would not send itself. */
    private static BigDecimal read(byte[] field, int scale) {
        ByteBuffer in = ByteBuffer.wrap(field);
        assertThat(in.getInt()).isEqualTo(field.length - 4);
        int count = in.getShort();
        int weight = in.getShort();
        int sign = in.getShort();
        assertThat((int) in.getShort()).isEqualTo(Math.max(0, scale));
        BigInteger digits = BigInteger.ZERO;
        for (int i = 0; i < count; i++) {
            int digit = in.getShort();
            assertThat(digit).isBetween(i == 0 || i == count - 1 ? 1 : 0, 9999);
            digits = digits.multiply(BASE).add(BigInteger.valueOf(digit));
        }
        assertThat(in.hasRemaining()).isFalse();
        BigDecimal magnitude = new BigDecimal(digits, -4 * (weight - count + 1));
        return Expected.normal(sign == 0x4000 ? magnitude.negate() : magnitude);
    }
}
