package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import net.openhft.hashing.LongHashFunction;

/** Names of the source as PostgreSQL identifiers. Quoting is left to DDL, so only length and clashes matter. */
final class ColumnNames {
    static final String ID = "_id";
    static final String BLOCK_START = "_block_num_start";
    static final String BLOCK_END = "_block_num_end";

    private static final int MAX_BYTES = 63;
    private static final int HASH_DIGITS = 8;
    private static final LongHashFunction HASH = LongHashFunction.xx3();
    private static final Set<String> RESERVED =
            Set.of(ID, BLOCK_START, BLOCK_END, "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private ColumnNames() {}

    /**
     * Each name with the identifier it gets, in order. A name of more than 63 bytes is cut and ends in {@code _} and 8 hex
     * digits of the XXH3 hash of the whole of it.
     */
    static SequencedMap<String, String> of(Collection<String> names) {
        SequencedMap<String, String> identifiers = new LinkedHashMap<>();
        for (String name : names) {
            if (name.isEmpty() || name.indexOf('\0') >= 0) {
                throw invalid("A column of the source has an empty name, or one with U+0000 in it.");
            }
            String identifier = shorten(name);
            if (RESERVED.contains(identifier)) {
                throw invalid("The source's column \"" + name
                        + "\" has the name of a system column; select it AS another name.");
            }
            if (identifiers.containsValue(identifier)) {
                throw invalid(
                        "Two columns of the source are named \"" + identifier + "\"; select one AS another name.");
            }
            identifiers.put(name, identifier);
        }
        return identifiers;
    }

    private static SyncException invalid(String message) {
        return new SyncException(Reason.IDENTIFIER_INVALID, message);
    }

    private static String shorten(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= MAX_BYTES) {
            return name;
        }
        int end = MAX_BYTES - 1 - HASH_DIGITS;
        while ((utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        String kept = new String(utf8, 0, end, StandardCharsets.UTF_8);
        return kept + "_" + HexFormat.of().toHexDigits(HASH.hashBytes(utf8) >>> 32, HASH_DIGITS);
    }
}
