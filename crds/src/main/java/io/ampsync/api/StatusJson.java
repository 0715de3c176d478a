package io.ampsync.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** The JSON form of a {@link StatusReport}: times in ISO 8601, unknown members and values ignored. */
public final class StatusJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private StatusJson() {}

    public static String write(StatusReport report) {
        try {
            return MAPPER.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a status report cannot be written", e);
        }
    }

    /**
     * Reads what {@link #write} writes, and what later versions of it may.
     *
     * @throws IllegalArgumentException the text is no status report of an apiVersion that we understand
     */
    public static StatusReport read(String json) {
        StatusReport report;
        try {
            report = MAPPER.readValue(json, StatusReport.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a status report: " + e.getOriginalMessage(), e);
        }
        if (report == null || !StatusReport.API_VERSION.equals(report.apiVersion())) {
            throw new IllegalArgumentException("not a status report of apiVersion " + StatusReport.API_VERSION);
        }
        return report;
    }
}
