package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.query.Refused;
import io.ampsync.simulator.stream.Cursor;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What GetFlightInfo freezes for DoGet, in the bincode form of amp-protocol 1.3. Seed servers put a plan in the place of
 * the SQL; clients must not look inside in either case.
 */
record Ticket(String sql, boolean streaming, Optional<Map<String, Cursor>> cursors) {

    byte[] encode() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, sql);
        out.write(streaming ? 1 : 0);
        out.write(cursors.isPresent() ? 1 : 0);
        cursors.ifPresent(map -> {
            varint(out, map.size());
            new TreeMap<>(map).forEach((network, cursor) -> {
                text(out, network);
                varint(out, cursor.number());
                out.writeBytes(cursor.hash().bytes());
            });
        });
        return out.toByteArray();
    }

    static Ticket decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            String sql = text(in);
            boolean streaming = bool(in);
            return new Ticket(sql, streaming, bool(in) ? Optional.of(cursors(in)) : Optional.empty());
        } catch (BufferUnderflowException _) {
            throw refused("UnexpectedEnd { additional: 1 }");
        }
    }

    private static Map<String, Cursor> cursors(ByteBuffer in) {
        Map<String, Cursor> map = new TreeMap<>();
        for (long left = varint(in); left > 0; left--) {
            String network = text(in);
            long number = varint(in);
            byte[] hash = new byte[Hash.BYTES];
            in.get(hash);
            map.put(network, new Cursor(number, Hash.of(hash)));
        }
        return map;
    }

    private static Refused refused(String cause) {
        return new Refused(
                Status.Code.INVALID_ARGUMENT,
                "ticket decoding error | Caused by: Error during planning: Failed to deserialize remote plan: "
                        + cause);
    }

    private static boolean bool(ByteBuffer in) {
        byte value = in.get();
        if (value != 0 && value != 1) {
            throw refused("InvalidBooleanValue(" + value + ")");
        }
        return value == 1;
    }

    private static String text(ByteBuffer in) {
        long length = varint(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static long varint(ByteBuffer in) {
        int first = Byte.toUnsignedInt(in.get());
        return switch (first) {
            case 251 -> Short.toUnsignedLong(in.getShort());
            case 252 -> Integer.toUnsignedLong(in.getInt());
            case 253 -> in.getLong();
            default -> first;
        };
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(1 + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (value >= 0 && value < 251) {
            bytes.put((byte) value);
        } else if (value >= 0 && value < 1 << Short.SIZE) {
            bytes.put((byte) 251).putShort((short) value);
        } else if (value >= 0 && value < 1L << Integer.SIZE) {
            bytes.put((byte) 252).putInt((int) value);
        } else {
            bytes.put((byte) 253).putLong(value);
        }
        out.write(bytes.array(), 0, bytes.position());
    }
}
