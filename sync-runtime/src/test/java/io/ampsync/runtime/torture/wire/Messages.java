package io.ampsync.runtime.torture.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Bytes of PostgreSQL's protocol as they come, and the whole messages among them, one after the other. */
final class Messages {
    /** Where a message's body begins: behind its type and its length. */
    static final int BODY = 5;

    private byte[] bytes = new byte[8192];
    private int from;
    private int end;
    private int to;
    /** A client's first message has no type. */
    private boolean first;

    Messages(boolean ofClient) {
        first = ofClient;
    }

    void add(byte[] more, int offset, int count) {
        makeRoom(count);
        System.arraycopy(more, offset, bytes, to, count);
        to += count;
    }

    /** Waits for bytes; false at the end. */
    boolean readFrom(InputStream in) throws IOException {
        makeRoom(1);
        int count = in.read(bytes, to, bytes.length - to);
        to += Math.max(0, count);
        return count >= 0;
    }

    /** Drops the messages before the present one, if there is need to. */
    private void makeRoom(int count) {
        if (from < to && bytes.length - to >= count) {
            return;
        }
        int kept = to - from;
        byte[] old = bytes;
        if (bytes.length < kept + count) {
            bytes = new byte[2 * (kept + count)];
        }
        System.arraycopy(old, from, bytes, 0, kept);
        end -= from;
        to = kept;
        from = 0;
    }

    /** Goes on to the next message, if all of it is there. */
    boolean next() {
        from = end;
        int type = first ? 0 : 1;
        if (to - from < BODY) {
            return false;
        }
        int length = type + ByteBuffer.wrap(bytes).getInt(from + type);
        if (to - from < length) {
            return false;
        }
        end = from + length;
        return true;
    }

    /** True for the client's first message, once. */
    boolean isFirst() {
        boolean was = first;
        first = false;
        return was;
    }

    char type() {
        return (char) bytes[from];
    }

    /** The byte at a place of the message. */
    byte at(int place) {
        return bytes[from + place];
    }

    /** The place behind the text, and its zero, that begins at a place. */
    int behindText(int place) {
        int at = place;
        while (at(at) != 0) {
            at++;
        }
        return at + 1;
    }

    /** The rest of the message as it is, byte for byte. */
    String rest(int place) {
        return new String(bytes, from + place, end - from - place, StandardCharsets.ISO_8859_1);
    }

    void copyTo(ByteArrayOutputStream to) {
        to.write(bytes, from, end - from);
    }

    /** With something put in at a place. */
    void copyTo(ByteArrayOutputStream to, int place, byte[] in) {
        int length = end - from - 1 + in.length;
        to.write(bytes[from]);
        to.write(length >> 24);
        to.write(length >> 16);
        to.write(length >> 8);
        to.write(length);
        to.write(bytes, from + BODY, place - BODY);
        to.writeBytes(in);
        to.write(bytes, from + place, end - from - place);
    }
}
