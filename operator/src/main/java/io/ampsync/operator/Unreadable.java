package io.ampsync.operator;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Values that a later definition allows and this operator does not know. One such resource must not end the watch of all:
 * it is read without its spec, and said to be invalid.
 */
public final class Unreadable {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Unreadable() {}

    /** What is wrong with a spec, in one sentence that names the field; null if nothing is. */
    public static @Nullable String because(JsonNode spec) {
        try {
            MAPPER.treeToValue(spec, AmpSyncSpec.class);
            return null;
        } catch (InvalidFormatException e) {
            return field(e) + ": this operator does not know \"" + e.getValue()
                    + "\", which the definition in the cluster allows: upgrade the operator, or write another value.";
        } catch (JsonMappingException e) {
            return field(e) + ": this operator cannot read it: upgrade the operator, or write another value.";
        } catch (JsonProcessingException e) {
            return "spec: this operator cannot read it: " + e.getOriginalMessage();
        }
    }

    private static String field(JsonMappingException e) {
        StringBuilder path = new StringBuilder("spec");
        for (JsonMappingException.Reference step : e.getPath()) {
            path.append(step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
        }
        return path.toString();
    }

    private static <T> @Nullable T orNull(JsonParser parser, Class<T> type) throws IOException {
        JsonNode tree = parser.readValueAsTree();
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JacksonException _) {
            return null;
        }
    }

    static final class Spec extends JsonDeserializer<AmpSyncSpec> {
        @Override
        @SuppressWarnings("NullAway") // Jackson allows a deserializer to return null.
        public AmpSyncSpec deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return orNull(parser, AmpSyncSpec.class);
        }
    }

    static final class Status extends JsonDeserializer<AmpSyncStatus> {
        @Override
        @SuppressWarnings("NullAway") // As above.
        public AmpSyncStatus deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return orNull(parser, AmpSyncStatus.class);
        }
    }
}
