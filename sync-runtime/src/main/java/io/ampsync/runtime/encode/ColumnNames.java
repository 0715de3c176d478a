package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
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
     * Each name with the identifier it gets, in order. A name that PostgreSQL or the system columns exclude, or of more than
     * 63 bytes, gets another one: as much of it as fits, {@code _}, and 8 hex digits of the XXH3 hash of the whole.
     */
    static SequencedMap<String, String> of(Collection<String> names) {
        Set<String> taken = new HashSet<>(RESERVED);
        SequencedMap<String, String> identifiers = new LinkedHashMap<>();
        for (String name : names) {
            if (name.isEmpty() || name.indexOf('\0') >= 0) {
                throw invalid("A column of the source has an empty name, or one with U+0000 in it.");
            }
            if (identifiers.containsKey(name)) {
                throw invalid("Two columns of the source are named \"" + name + "\"; select one AS another name.");
            }
            boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES && taken.add(name);
            identifiers.put(name, fits ? name : "");
        }
        identifiers.replaceAll((name, identifier) -> identifier.isEmpty() ? another(name, taken) : identifier);
        return identifiers;
    }

    /** The first name that is free; the second one, with the hash of a longer text, is for those who look for clashes. */
    private static String another(String name, Set<String> taken) {
        StringBuilder hashed = new StringBuilder(name);
        String identifier = suffixed(name, hashed.toString());
        while (!taken.add(identifier)) {
            identifier = suffixed(name, hashed.append('\0').toString());
        }
        return identifier;
    }

    private static String suffixed(String name, String hashed) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(utf8.length, MAX_BYTES - 1 - HASH_DIGITS);
        while (end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        long hash = HASH.hashBytes(hashed.getBytes(StandardCharsets.UTF_8));
        return new String(utf8, 0, end, StandardCharsets.UTF_8) + "_"
                + HexFormat.of().toHexDigits(hash >>> 32, HASH_DIGITS);
    }

    private static SyncException invalid(String message) {
        return new SyncException(Reason.IDENTIFIER_INVALID, message);
    }
}
