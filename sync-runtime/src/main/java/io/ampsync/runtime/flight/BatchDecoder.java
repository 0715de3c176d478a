package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one DoGet in their order: a schema, then dictionaries and record batches. Nothing a server sends
 * makes it leak, read past a buffer, or hand over rows that do not fit the announced schema.
 */
final class BatchDecoder implements AutoCloseable {
    private final Schema announced;
    private final boolean streaming;
    private final BufferAllocator allocator;
    private final VectorReader reader;
    private final Decompression decompression;
    private @Nullable Dictionaries dictionaries;
    private boolean closed;

    /**
     * @param announced what FlightInfo promised, by value
     * @param maxBytes of one batch, decompressed
     */
    BatchDecoder(Schema announced, boolean streaming, BufferAllocator allocator, long maxBytes) {
        this.announced = announced;
        this.streaming = streaming;
        this.allocator = allocator;
        reader = new VectorReader(allocator);
        decompression = new Decompression(allocator, maxBytes);
    }

    /** A record batch. The caller closes {@code rows}. */
    record Decoded(BatchMetadata metadata, VectorSchemaRoot rows) {}

    /** Takes over {@code message}; empty if it was for the decoder only. Synchronized with {@link #close()}. */
    synchronized Optional<Decoded> decode(FlightMessage message) {
        try (message) {
            if (closed) {
                return Optional.empty();
            }
            Message header = Message.getRootAsMessage(message.header());
            return switch (header.headerType()) {
                case MessageHeader.Schema -> {
                    schema(message);
                    yield Optional.empty();
                }
                case MessageHeader.DictionaryBatch -> {
                    dictionary(header, message);
                    yield Optional.empty();
                }
                case MessageHeader.RecordBatch -> {
                    BatchMetadata metadata = metadata(message);
                    yield Optional.of(new Decoded(metadata, rows(header, message)));
                }
                default -> throw new IOException("a message of type " + header.headerType());
            };
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            throw GrpcFaults.outOfMemory(e);
        } catch (SyncException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw GrpcFaults.damaged(e);
        }
    }

    private void schema(FlightMessage message) throws IOException {
        if (dictionaries != null) {
            throw new IOException("a second schema");
        }
        Schema wire = Schemas.bare(message.header());
        Optional<String> difference = Schemas.difference(announced, Schemas.byValue(wire));
        if (difference.isPresent()) {
            throw new SyncException(
                    Reason.BATCH_INVALID,
                    "The stream's schema is not the one that GetFlightInfo announced: " + difference.get() + ".");
        }
        dictionaries = new Dictionaries(wire, allocator);
    }

    private void dictionary(Message header, FlightMessage message) throws IOException {
        Dictionaries known = afterSchema();
        DictionaryBatch flat = (DictionaryBatch) header.header(new DictionaryBatch());
        try (ArrowRecordBatch values = buffers(flat.data(), header, message)) {
            known.load(flat.id(), flat.isDelta(), values);
        }
    }

    private VectorSchemaRoot rows(Message header, FlightMessage message) throws IOException {
        Dictionaries known = afterSchema();
        RecordBatch flat = (RecordBatch) header.header(new RecordBatch());
        try (ArrowRecordBatch batch = buffers(flat, header, message)) {
            return known.byValue(reader.read(known.stored(), batch));
        }
    }

    /** Slices of the body, which keep it alive after {@code message} is closed, or copies of what it compresses. */
    private ArrowRecordBatch buffers(RecordBatch flat, Message header, FlightMessage message) throws IOException {
        ArrowBuf body = message.body() == null ? allocator.getEmpty() : message.body();
        if (body.capacity() < header.bodyLength()) {
            throw new IOException("a body of " + body.capacity() + " bytes, declared as " + header.bodyLength());
        }
        ArrowRecordBatch batch = slices(flat, body);
        return flat.compression() == null
                ? batch
                : decompression.plain(batch, flat.compression().codec());
    }

    private static ArrowRecordBatch slices(RecordBatch flat, ArrowBuf body) throws IOException {
        // Arrow notices a length below zero only after it has taken hold of the buffers before.
        Buffer each = new Buffer();
        for (int i = 0; i < flat.buffersLength(); i++) {
            flat.buffers(each, i);
            if (each.offset() < 0 || each.length() < 0 || each.offset() > body.capacity() - each.length()) {
                throw new IOException("a buffer of " + each.length() + " bytes at " + each.offset() + " in a body of "
                        + body.capacity());
            }
        }
        body.getReferenceManager().retain();
        try {
            return MessageSerializer.deserializeRecordBatch(flat, body);
        } catch (Throwable e) {
            body.getReferenceManager().release();
            throw e;
        }
    }

    private Dictionaries afterSchema() throws IOException {
        if (dictionaries == null) {
            throw new IOException("a batch before the schema");
        }
        return dictionaries;
    }

    private BatchMetadata metadata(FlightMessage message) {
        if (message.metadata().hasRemaining()) {
            byte[] utf8 = new byte[message.metadata().remaining()];
            message.metadata().duplicate().get(utf8);
            return MetadataParser.parse(utf8);
        }
        if (streaming) {
            throw new SyncException(Reason.METADATA_INVALID, "A streamed batch came without metadata.");
        }
        return new BatchMetadata(List.of(), false);
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (dictionaries != null) {
            dictionaries.close();
        }
    }
}
