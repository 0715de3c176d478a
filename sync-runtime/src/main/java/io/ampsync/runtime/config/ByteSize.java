package io.ampsync.runtime.config;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as Kubernetes writes them: {@code 512Mi}, {@code 2Gi}, or plain bytes. */
public final class ByteSize {
    private static final Pattern FORM = Pattern.compile("(\\d{1,15})(Ki|Mi|Gi)?");
    private static final long MEBI = 1L << 20;

    private ByteSize() {}

    /** In bytes; empty if it is none. */
    static OptionalLong parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        int shift = switch (form.group(2)) {
            case null -> 0;
            case "Ki" -> 10;
            case "Mi" -> 20;
            default -> 30;
        };
        long number = Long.parseLong(form.group(1));
        return number > Long.MAX_VALUE >> shift ? OptionalLong.empty() : OptionalLong.of(number << shift);
    }

    /** Whole mebibytes, rounded up: {@code 192Mi}. */
    public static String text(long bytes) {
        return (bytes + MEBI - 1) / MEBI + "Mi";
    }
}
