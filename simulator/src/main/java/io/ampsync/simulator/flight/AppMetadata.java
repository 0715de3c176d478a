package io.ampsync.simulator.flight;

import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.stream.Microbatch;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The {@code app_metadata} text: no blanks, members in alphabetical order (amp-protocol 4, 16.1). */
final class AppMetadata {
    static final byte[] NONE = new byte[0];

    private AppMetadata() {}

    /** Without a microbatch the list is empty: nothing is synced. */
    static byte[] of(Era era, Optional<Microbatch> range, boolean complete) {
        StringBuilder json = new StringBuilder(300).append("{\"ranges\":[");
        range.ifPresent(microbatch -> append(json, era, microbatch));
        return json.append("],\"ranges_complete\":")
                .append(complete)
                .append('}')
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder json, Era era, Microbatch range) {
        json.append("{\"hash\":\"")
                .append(range.hash())
                .append("\",\"network\":\"")
                .append(range.network())
                .append("\",\"numbers\":{\"end\":")
                .append(range.end())
                .append(",\"start\":")
                .append(range.start())
                .append("},\"prev_hash\":\"")
                .append(range.prevHash())
                .append('"');
        if (era.isHead()) {
            json.append(",\"timestamp\":").append(range.timestampSeconds());
        }
        json.append('}');
    }
}
