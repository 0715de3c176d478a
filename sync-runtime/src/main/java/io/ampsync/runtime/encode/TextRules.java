package io.ampsync.runtime.encode;

import com.google.common.base.Utf8;
import io.ampsync.runtime.config.ValueSettings.NulPolicy;
import java.nio.charset.StandardCharsets;

/** What text has to be before PostgreSQL takes it: valid UTF-8 without U+0000. Counts what it replaced or stripped. */
final class TextRules {
    private static final int REPLACEMENT_BYTES = 3;
    private static final int EXCERPT = 60;

    private final NulPolicy policy;
    private long changed;

    TextRules(NulPolicy policy) {
        this.policy = policy;
    }

    /** How many were replaced or stripped since the last call. */
    long takeChanged() {
        long count = changed;
        changed = 0;
        return count;
    }

    /** Room that {@link #clean} may need for a text of this length. */
    long roomFor(long length) {
        return policy == NulPolicy.REPLACE ? length * REPLACEMENT_BYTES : length;
    }

    /** Applies the rules in place and returns the new length. */
    int clean(byte[] text, int at, int length) {
        if (!Utf8.isWellFormed(text, at, length)) {
            throw new RefusedValue(excerpt(text, at, length), "is not valid UTF-8");
        }
        int zeros = 0;
        for (int i = at; i < at + length; i++) {
            zeros += text[i] == 0 ? 1 : 0;
        }
        if (zeros == 0) {
            return length;
        }
        changed += zeros;
        return switch (policy) {
            case REPLACE -> replace(text, at, length, zeros);
            case STRIP -> strip(text, at, length);
            case FAIL -> throw new RefusedValue(excerpt(text, at, length), "contains U+0000");
        };
    }

    /** The beginning of a text, for a message. */
    private static String excerpt(byte[] text, int at, int length) {
        String start = new String(text, at, Math.min(length, EXCERPT), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "\u2423");
        return "the text \"" + start + (length > EXCERPT ? "…\" of " + length + " bytes" : "\"");
    }

    private static int replace(byte[] text, int at, int length, int zeros) {
        int newLength = length + zeros * (REPLACEMENT_BYTES - 1);
        int to = at + newLength;
        for (int from = at + length - 1; from >= at; from--) {
            if (text[from] == 0) {
                text[--to] = (byte) 0xBD;
                text[--to] = (byte) 0xBF;
                text[--to] = (byte) 0xEF;
            } else {
                text[--to] = text[from];
            }
        }
        return newLength;
    }

    private static int strip(byte[] text, int at, int length) {
        int to = at;
        for (int from = at; from < at + length; from++) {
            if (text[from] != 0) {
                text[to++] = text[from];
            }
        }
        return to - at;
    }
}
