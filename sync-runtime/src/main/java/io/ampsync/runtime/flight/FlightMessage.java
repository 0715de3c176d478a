package io.ampsync.runtime.flight;

import java.nio.ByteBuffer;
import org.apache.arrow.memory.ArrowBuf;
import org.jspecify.annotations.Nullable;

/**
 * One FlightData as it came: the Arrow header, the metadata (empty if absent), the body. Whoever holds it owns the
 * body.
 *
 * @param wireBytes size of the whole message
 */
record FlightMessage(
        ByteBuffer header, ByteBuffer metadata, @Nullable ArrowBuf body, long wireBytes) implements AutoCloseable {
    @Override
    public void close() {
        if (body != null) {
            body.close();
        }
    }
}
