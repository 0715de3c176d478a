package io.ampsync.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.chain.Hash;
import java.util.List;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flight.impl.Flight;

/** A FlightData message and what its parts say. */
public record Message(Flight.FlightData data, org.apache.arrow.flatbuf.Message header) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static Message of(Flight.FlightData data) {
        return new Message(
                data,
                org.apache.arrow.flatbuf.Message.getRootAsMessage(
                        data.getDataHeader().asReadOnlyByteBuffer()));
    }

    /** One range of the metadata. */
    public record Range(String network, long start, long end, Hash hash, Hash prevHash) {}

    public boolean isSchema() {
        return header.headerType() == MessageHeader.Schema;
    }

    public boolean isRecordBatch() {
        return header.headerType() == MessageHeader.RecordBatch;
    }

    public long rows() {
        return isRecordBatch() ? ((RecordBatch) header.header(new RecordBatch())).length() : 0;
    }

    public boolean hasMetadata() {
        return !data.getAppMetadata().isEmpty();
    }

    public String metadata() {
        return data.getAppMetadata().toStringUtf8();
    }

    public boolean complete() {
        return hasMetadata() && json().get("ranges_complete").asBoolean();
    }

    public JsonNode json() {
        try {
            return JSON.readTree(metadata());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(metadata(), e);
        }
    }

    /** The only range; fails if there is another number of them. */
    public Range range() {
        List<JsonNode> ranges = json().get("ranges").valueStream().toList();
        if (ranges.size() != 1) {
            throw new IllegalStateException(metadata());
        }
        JsonNode range = ranges.getFirst();
        return new Range(
                range.get("network").asText(),
                range.get("numbers").get("start").asLong(),
                range.get("numbers").get("end").asLong(),
                Hash.parse(range.get("hash").asText()),
                Hash.parse(range.get("prev_hash").asText()));
    }
}
