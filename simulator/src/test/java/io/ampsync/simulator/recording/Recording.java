package io.ampsync.simulator.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.Message;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A recorded scenario, and messages of either side as one comparable line each. */
final class Recording {
    private Recording() {}

    static JsonNode load(String file) {
        try (InputStream in = Recording.class.getResourceAsStream("/recordings/" + file + ".json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in, file));
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** Recorded messages without keep-alives: whether one is sent is a race on a real server (amp-protocol 16.3). */
    static List<String> shapes(JsonNode messages) {
        return all(messages).stream()
                .filter(shape -> !shape.contains(" rows 0 ") || !shape.endsWith("\"ranges_complete\":false}"))
                .toList();
    }

    /** Every recorded message. */
    static List<String> all(JsonNode messages) {
        List<String> shapes = new ArrayList<>();
        for (JsonNode message : messages) {
            shapes.add(shape(
                    message.get("fields_present").toString().replace(" ", ""),
                    message.get("data_header_len").asInt(),
                    message.path("rows").asLong(),
                    message.path("app_metadata").asText("")));
        }
        return shapes;
    }

    /** Shapes of the messages without rows: what does not depend on what a chain's blocks hold. */
    static List<String> closings(JsonNode messages) {
        return withoutRows(shapes(messages));
    }

    static List<String> closings(List<Message> messages) {
        return withoutRows(shapes(messages));
    }

    private static List<String> withoutRows(List<String> shapes) {
        return shapes.stream().filter(shape -> shape.contains(" rows 0 ")).toList();
    }

    /** The first data message, its number of rows aside; empty if there is none. */
    static String firstRows(List<String> shapes) {
        return shapes.stream()
                .filter(shape -> !shape.contains(" rows 0 "))
                .findFirst()
                .orElse("")
                .replaceFirst(" rows \\d+ ", " rows N ");
    }

    /** The whole recorded message. */
    static byte[] bytes(JsonNode message) {
        return Base64.getDecoder().decode(message.get("raw_b64").asText());
    }

    /** Messages of a simulator that sends no keep-alives. */
    static List<String> shapes(List<Message> messages) {
        return all(messages);
    }

    static List<String> all(List<Message> messages) {
        return messages.stream()
                .map(message -> shape(
                        fields(message),
                        message.data().getDataHeader().size(),
                        message.rows(),
                        message.hasMetadata() ? message.metadata() : ""))
                .toList();
    }

    static Map<String, String> headers(JsonNode request) {
        Map<String, String> headers = new TreeMap<>();
        request.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        return headers;
    }

    /** Hashes and times differ between chains; the zero hash means something and stays. */
    private static String shape(String fields, int headerBytes, long rows, String metadata) {
        String masked = metadata.replaceAll("0x0{64}", "GENESIS")
                .replaceAll("0x[0-9a-f]{64}", "HASH")
                .replaceAll("\"timestamp\":\\d+", "\"timestamp\":TIME");
        return fields + " header " + headerBytes + " rows " + rows + " " + masked;
    }

    private static String fields(Message message) {
        List<Integer> numbers = new ArrayList<>();
        message.data().getAllFields().keySet().forEach(field -> numbers.add(field.getNumber()));
        return numbers.toString().replace(" ", "");
    }
}
