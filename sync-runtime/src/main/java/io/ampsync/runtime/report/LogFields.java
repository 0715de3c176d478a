package io.ampsync.runtime.report;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.ampsync.runtime.event.LogContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** What an event carries besides its name: context first, then its own pairs. */
final class LogFields {
    private LogFields() {}

    /** Numbers and booleans as they are, everything else as text. */
    static Map<String, Object> of(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : new String[] {LogContext.TABLE, LogContext.NETWORK, LogContext.RANGE}) {
            String value = event.getMDCPropertyMap().get(name);
            if (value != null) {
                fields.put(name, value);
            }
        }
        event.getMDCPropertyMap().forEach(fields::putIfAbsent);
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                fields.put(pair.key, plain(pair.value));
            }
        }
        return fields;
    }

    private static Object plain(@Nullable Object value) {
        return value instanceof Number || value instanceof Boolean ? value : String.valueOf(value);
    }
}
