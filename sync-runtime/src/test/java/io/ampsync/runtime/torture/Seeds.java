package io.ampsync.runtime.torture;

import java.util.Arrays;
import java.util.stream.LongStream;

/** {@code 1..10000}, {@code 7}, or {@code 3,14,159}. */
final class Seeds {
    private Seeds() {}

    static long[] parse(String text) {
        int dots = text.indexOf("..");
        return dots < 0
                ? Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .mapToLong(Long::parseLong)
                        .toArray()
                : LongStream.rangeClosed(
                                Long.parseLong(text.substring(0, dots).strip()),
                                Long.parseLong(text.substring(dots + 2).strip()))
                        .toArray();
    }
}
