package io.ampsync.runtime.encode;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Binary COPY rows taken apart again: one list of fields per row, in hex, {@code null} for NULL. */
final class Rows {
    private Rows() {}

    static BlockRange range(long start, long end) {
        return new BlockRange("mainnet", start, end, BlockHash.ZERO, null);
    }

    static byte[] bytes(CopyBuffer buffer) {
        ByteBuffer all = ByteBuffer.allocate((int) buffer.bytes());
        try {
            buffer.forEachSegment(all::put);
        } catch (SQLException impossible) {
            throw new AssertionError(impossible);
        }
        return all.array();
    }

    static List<List<String>> of(CopyBuffer buffer) {
        ByteBuffer in = ByteBuffer.wrap(bytes(buffer));
        List<List<String>> rows = new ArrayList<>();
        while (in.hasRemaining()) {
            int fields = in.getShort();
            List<String> row = new ArrayList<>();
            for (int i = 0; i < fields; i++) {
                int length = in.getInt();
                if (length < 0) {
                    row.add("null");
                } else {
                    byte[] payload = new byte[length];
                    in.get(payload);
                    row.add(HexFormat.of().formatHex(payload));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    /** The {@code _id}s, in order. */
    static List<String> ids(CopyBuffer buffer) {
        return of(buffer).stream().map(List::getFirst).toList();
    }

    static String text(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}
