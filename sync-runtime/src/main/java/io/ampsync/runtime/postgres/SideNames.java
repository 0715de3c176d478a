package io.ampsync.runtime.postgres;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Names of tables that take another one's place, or gave theirs away, and of their indexes: at most 63 bytes, so that
 * PostgreSQL cuts none. A user's table cannot have such a name ({@link io.ampsync.runtime.config.Identifiers}).
 */
public final class SideNames {
    private static final String FILLING = "_ampsync_new_";
    private static final String KEPT = "_ampsync_old_";
    private static final int MAX_BYTES = 63;
    private static final int HASH_DIGITS = 8;

    private SideNames() {}

    /** The table that is filled beside {@code table}: {@code _ampsync_new_logs}. */
    public static String filling(String table) {
        return cut(FILLING + table);
    }

    /** True for names of {@link #filling}. */
    public static boolean isFilling(String table) {
        return table.startsWith(FILLING);
    }

    /** What had the name {@code relation} until its place was taken for the nth time: {@code _ampsync_old_1_logs}. */
    static String kept(String relation, int nth) {
        return cut(KEPT + nth + "_" + relation);
    }

    /** As it is if it is short enough; else its beginning, and a hash of all of it. */
    private static String cut(String name) {
        if (bytes(name) <= MAX_BYTES) {
            return name;
        }
        String hash = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, HASH_DIGITS);
        int end = name.length();
        while (bytes(name.substring(0, end)) > MAX_BYTES - HASH_DIGITS - 1) {
            end = name.offsetByCodePoints(end, -1);
        }
        return name.substring(0, end) + "_" + hash;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }
}
