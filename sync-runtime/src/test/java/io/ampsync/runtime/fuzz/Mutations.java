package io.ampsync.runtime.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damaged copies of known inputs: bits, bytes, numbers at their limits, pieces left out, repeated, exchanged. */
final class Mutations {
    private static final int LONGEST = 1 << 18;
    private static final List<byte[]> WORDS = List.of(
                    "null",
                    "-1",
                    "0",
                    "1e999",
                    "18446744073709551615",
                    "9223372036854775808",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "\\u0000",
                    "\\ud800",
                    "&a",
                    "*a",
                    "<<: *a",
                    "!!java.net.URL",
                    "'; DROP TABLE x; --",
                    "\"\"",
                    "--",
                    "/*",
                    "$$",
                    "\0",
                    "\uFEFF",
                    "\uD83D\uDE00",
                    "%00",
                    "%",
                    "\n",
                    "\r\n",
                    "\t",
                    "a".repeat(300),
                    "[".repeat(3000),
                    "{\"a\":".repeat(2000))
            .stream()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        Byte.MAX_VALUE,
        Short.MAX_VALUE,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        1L << 31,
        1L << 32,
        1 << 16,
        7,
        8
    };

    private final List<byte[]> known;
    private final SplittableRandom random;

    Mutations(List<byte[]> known, SplittableRandom random) {
        this.known = known;
        this.random = random;
    }

    byte[] next() {
        byte[] input = known.get(random.nextInt(known.size())).clone();
        for (int changes = random.nextInt(1, 6); changes > 0; changes--) {
            input = changed(input);
        }
        return input.length <= LONGEST ? input : Arrays.copyOf(input, LONGEST);
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + random.nextInt(1, 64));
        switch (random.nextInt(8)) {
            case 0 -> {
                if (at < input.length) {
                    input[at] ^= (byte) (1 << random.nextInt(8));
                }
                return input;
            }
            case 1 -> {
                if (at < input.length) {
                    input[at] = (byte) random.nextInt();
                }
                return input;
            }
            case 2 -> {
                return number(input, at);
            }
            case 3 -> {
                return replaced(input, at, end, new byte[0]);
            }
            case 4 -> {
                return replaced(input, at, at, Arrays.copyOfRange(input, at, end));
            }
            case 5 -> {
                return replaced(input, at, random.nextBoolean() ? at : end, WORDS.get(random.nextInt(WORDS.size())));
            }
            case 6 -> {
                byte[] other = known.get(random.nextInt(known.size()));
                int from = random.nextInt(other.length + 1);
                return replaced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
            }
            default -> {
                return Arrays.copyOf(input, at);
            }
        }
    }

    private byte[] number(byte[] input, int at) {
        int bytes = 1 << random.nextInt(4);
        if (at + bytes > input.length) {
            return input;
        }
        ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        number.putLong(0, NUMBERS[random.nextInt(NUMBERS.length)] + random.nextInt(-1, 2));
        number.get(0, input, at, bytes);
        return input;
    }

    private static byte[] replaced(byte[] input, int from, int to, byte[] by) {
        ByteArrayOutputStream result = new ByteArrayOutputStream(input.length + by.length);
        result.write(input, 0, from);
        result.writeBytes(by);
        result.write(input, to, input.length - to);
        return result.toByteArray();
    }
}
