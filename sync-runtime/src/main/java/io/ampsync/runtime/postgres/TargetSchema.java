package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Identifiers;
import io.ampsync.runtime.fault.SyncException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The schema that holds the synced tables and ours; spells names for SQL, always qualified and quoted. */
public record TargetSchema(String name) {
    public TargetSchema {
        Identifiers.schemaProblem(name).ifPresent(problem -> {
            throw new SyncException(Reason.IDENTIFIER_INVALID, "The target schema's name " + problem + ".");
        });
    }

    public static String quote(String identifier) {
        if (identifier.isEmpty() || identifier.indexOf('\0') >= 0) {
            throw new SyncException(Reason.IDENTIFIER_INVALID, "A column's name is empty or contains U+0000.");
        }
        if (identifier.getBytes(StandardCharsets.UTF_8).length > 63) {
            throw new SyncException(
                    Reason.IDENTIFIER_INVALID,
                    "The name \"" + identifier + "\" has more than 63 bytes; PostgreSQL would cut it.");
        }
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    public String qualified(String relation) {
        return quote(name) + '.' + quote(relation);
    }

    /** Replaces every <code>{schema}</code> of a statement. */
    public String sql(String template) {
        return template.replace("{schema}", quote(name));
    }

    /** The key of the advisory lock that orders claims and commits of one sync. */
    long syncLock(String syncUid) {
        return lock("sync", syncUid);
    }

    /** The key of the advisory lock under which our own tables are created. */
    public long setupLock() {
        return lock("setup", "");
    }

    private long lock(String purpose, String subject) {
        String text = String.join("\0", "ampsync", purpose, name, subject);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
