package io.ampsync.runtime.flight;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.google.protobuf.Any;
import io.ampsync.runtime.config.Era;
import io.grpc.Metadata;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.apache.arrow.flight.sql.impl.FlightSql.CommandStatementQuery;

/** What GetFlightInfo is sent: the descriptor and the headers, for any era (amp-protocol 1.2, 1.6, 2.2, 6.1). */
final class QueryCall {
    private static final Metadata.Key<String> AMP_RESUME = key("amp-resume");
    private static final Metadata.Key<String> NOZZLE_RESUME = key("nozzle-resume");
    private static final Metadata.Key<String> AMP_STREAM = key("amp-stream");
    private static final JsonFactory ASCII_JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private QueryCall() {}

    static FlightDescriptor descriptor(StreamRequest request) {
        String sql = request.streaming() ? request.sql() + " SETTINGS stream = true" : request.sql();
        CommandStatementQuery query =
                CommandStatementQuery.newBuilder().setQuery(sql).build();
        return FlightDescriptor.newBuilder()
                .setType(FlightDescriptor.DescriptorType.CMD)
                .setCmd(Any.pack(query).toByteString())
                .build();
    }

    /** Clause and header say the same: the seed eras know only the clause, and HEAD prefers the header. */
    static void addHeaders(Metadata headers, StreamRequest request, Era era) {
        if (request.streaming()) {
            headers.put(AMP_STREAM, "true");
        } else if (era == Era.HEAD) {
            headers.put(AMP_STREAM, "false");
        }
        if (!request.cursors().isEmpty()) {
            String resume = resume(request.cursors());
            headers.put(AMP_RESUME, resume);
            headers.put(NOZZLE_RESUME, resume);
        }
    }

    static String resume(Map<String, Cursor> cursors) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = ASCII_JSON.createGenerator(text)) {
            json.writeStartObject();
            for (var cursor : new TreeMap<>(cursors).entrySet()) {
                json.writeObjectFieldStart(cursor.getKey());
                json.writeNumberField("number", cursor.getValue().number());
                json.writeStringField("hash", cursor.getValue().hash().toString());
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
