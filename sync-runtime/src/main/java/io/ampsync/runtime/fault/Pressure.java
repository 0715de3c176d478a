package io.ampsync.runtime.fault;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a failure asks to be slower. */
public enum Pressure {
    NONE,
    /** The server says that there are too many requests: RESOURCE_EXHAUSTED, HTTP 429, SQLSTATE 53300. */
    RATE_LIMIT,
    /** It did not answer in time: DEADLINE_EXCEEDED, HTTP 504, SQLSTATE 57014. */
    TIMEOUT;

    private static final Pattern TOO_MANY =
            Pattern.compile("rate.?limit|too many requests|throttl|(status|code|http)[^0-9]{1,12}429\\b");
    private static final Pattern LATE =
            Pattern.compile("time.?out|timed out|deadline exceeded|(status|code|http)[^0-9]{1,12}504\\b");

    /** What a text says, for failures whose code says nothing. A number alone, which may be a block's, never counts. */
    public static Pressure ofText(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (TOO_MANY.matcher(lower).find()) {
            return RATE_LIMIT;
        }
        return LATE.matcher(lower).find() ? TIMEOUT : NONE;
    }
}
