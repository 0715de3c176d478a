package io.ampsync.runtime.report;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** {@code 2026-11-21T08:00:00.123Z  INFO watermark_saved table=blocks block=12}; a stack trace follows its line. */
final class TextLines extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(200);
        Instant time = event.getInstant();
        line.append(TIME.format(time)).append(' ');
        String level = event.getLevel().toString();
        line.append(" ".repeat(Math.max(0, 5 - level.length()))).append(level).append(' ');
        line.append(oneLine(event.getFormattedMessage()));
        LogFields.of(event)
                .forEach((name, value) ->
                        line.append(' ').append(name).append('=').append(quotedIfNeeded(value.toString())));
        line.append('\n');
        if (event.getThrowableProxy() != null) {
            line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quotedIfNeeded(String value) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
        return plain ? value : '"' + oneLine(value).replace("\"", "\\\"") + '"';
    }

    /** No value can begin a line that looks like one of ours. */
    private static String oneLine(String text) {
        return text.replace("\r", "\\r").replace("\n", "\\n");
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
