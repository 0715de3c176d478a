package io.ampsync.runtime.flight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code app_metadata} (amp-protocol 4.1). Members come in any order and unknown ones are skipped, but whatever
 * decides what is stored must be there and be of its type: a guess here would lose or double rows.
 */
final class MetadataParser {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final int EXCERPT = 200;

    private MetadataParser() {}

    static BatchMetadata parse(byte[] utf8) {
        try (JsonParser json = JSON.createParser(utf8)) {
            json.nextToken();
            BatchMetadata metadata = document(json);
            require(json.nextToken() == null, "text follows the document");
            return metadata;
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new SyncException(
                    Reason.METADATA_INVALID, "A batch's metadata is unusable (" + why(e) + "): " + excerpt(utf8), e);
        }
    }

    private static BatchMetadata document(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT, "not an object");
        List<BlockRange> ranges = null;
        Boolean complete = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            JsonToken value = json.nextToken();
            switch (member) {
                case "ranges" -> ranges = ranges(json);
                case "ranges_complete" -> {
                    require(value.isBoolean(), "ranges_complete is not a boolean");
                    complete = json.getBooleanValue();
                }
                default -> json.skipChildren();
            }
        }
        return new BatchMetadata(present(ranges, "ranges"), present(complete, "ranges_complete"));
    }

    private static List<BlockRange> ranges(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_ARRAY, "ranges is not an array");
        List<BlockRange> ranges = new ArrayList<>(1);
        Set<String> networks = new HashSet<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            BlockRange range = range(json);
            require(networks.add(range.network()), "two ranges of one network");
            ranges.add(range);
        }
        return ranges;
    }

    private static BlockRange range(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT, "a range is not an object");
        Numbers numbers = null;
        String network = null;
        BlockHash hash = null;
        BlockHash prevHash = null;
        Instant endTime = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
            switch (member) {
                case "numbers" -> numbers = numbers(json);
                case "network" -> network = text(json, member);
                case "hash" -> hash = BlockHash.parse(text(json, member));
                case "prev_hash" -> prevHash = isNull ? null : BlockHash.parse(text(json, member));
                case "timestamp" -> endTime = isNull ? null : Instant.ofEpochSecond(integer(json, member));
                default -> json.skipChildren();
            }
        }
        Numbers present = present(numbers, "numbers");
        return new BlockRange(
                present(network, "network"), present.start, present.end, present(hash, "hash"), prevHash, endTime);
    }

    private static Numbers numbers(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT, "numbers is not an object");
        Long start = null;
        Long end = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String member = json.currentName();
            json.nextToken();
            switch (member) {
                case "start" -> start = integer(json, member);
                case "end" -> end = integer(json, member);
                // Here an unknown member could change what the two others mean.
                default -> throw new IllegalArgumentException("numbers has a member other than start and end");
            }
        }
        return new Numbers(present(start, "numbers.start"), present(end, "numbers.end"));
    }

    private static long integer(JsonParser json, String member) throws IOException {
        require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, member + " is not an integer");
        return json.getLongValue();
    }

    private static String text(JsonParser json, String member) throws IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING, member + " is not a string");
        return json.getText();
    }

    private static <T> T present(@Nullable T value, String member) {
        if (value == null) {
            throw new IllegalArgumentException(member + " is missing");
        }
        return value;
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static String why(Exception e) {
        return e instanceof IOException ? "not JSON, or a number too large" : String.valueOf(e.getMessage());
    }

    private static String excerpt(byte[] utf8) {
        String text = new String(utf8, 0, Math.min(utf8.length, EXCERPT), StandardCharsets.UTF_8);
        return text.replaceAll("\\p{Cntrl}", " ") + (utf8.length > EXCERPT ? "…" : "");
    }

    private record Numbers(long start, long end) {}
}
