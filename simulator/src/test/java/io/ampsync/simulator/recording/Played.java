package io.ampsync.simulator.recording;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.SyntheticChain;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A simulator without keep-alives at a recorded height, and a client of it. */
record Played(AmpSimulator simulator, RawFlight client) implements AutoCloseable {
    /** @param head number of the last block */
    static Played at(long head) throws IOException {
        return at(head, 0);
    }

    static Played at(long head, int flightPort) throws IOException {
        AmpSimulator simulator = AmpSimulator.builder()
                .blocks(head + 1)
                .flightPort(flightPort)
                .behaviour(b -> b.withKeepAlives(Set.of()))
                .start();
        return new Played(simulator, new RawFlight(simulator.flightPort()));
    }

    SyntheticChain chain() {
        return simulator.chain();
    }

    /** A resume header for the block that is canonical now. */
    Map<String, String> resume(long number) {
        return resume(
                number,
                simulator.ledger().view().block(number).orElseThrow().hash().toString());
    }

    static Map<String, String> resume(long number, String hash) {
        return Map.of("amp-resume", "{\"anvil\":{\"number\":" + number + ",\"hash\":\"" + hash + "\"}}");
    }

    /** As many microbatches as the recorded messages have. */
    static List<Message> like(JsonNode recorded, DoGet stream) {
        long closed = Recording.closings(recorded).stream()
                .filter(shape -> shape.endsWith("\"ranges_complete\":true}"))
                .count();
        List<Message> received = new ArrayList<>();
        for (long i = 0; i < closed; i++) {
            received.addAll(stream.microbatch());
        }
        return received;
    }

    @Override
    public void close() {
        client.close();
        simulator.close();
    }
}
