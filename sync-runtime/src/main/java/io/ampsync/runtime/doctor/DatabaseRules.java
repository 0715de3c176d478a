package io.ampsync.runtime.doctor;

import io.ampsync.runtime.config.ByteSize;
import io.ampsync.runtime.config.DatabaseSettings;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the facts mean for a sync. Pure. */
final class DatabaseRules {
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final long LEAST_DISK = 1L << 30;
    private static final long LEAST_TEMP_KILOBYTES = 1 << 20;

    /** Below this a timeout, in milliseconds, ends what a sync does; what it sets itself is not among them. */
    private static final Map<String, Long> TIMEOUTS = new TreeMap<>(Map.of(
            "statement_timeout", 10_000L,
            "lock_timeout", 1_000L,
            "transaction_timeout", 300_000L,
            "idle_in_transaction_session_timeout", 5_000L,
            "idle_session_timeout", 60_000L));

    private DatabaseRules() {}

    static void judge(DatabaseFacts facts, DatabaseSettings settings, Findings into) {
        server(facts, into);
        durability(facts, into);
        timeouts(facts, into);
        if (!facts.mayCreate()) {
            into.add(
                    Check.PRIVILEGE_SCHEMA,
                    "The user " + facts.role() + " may not create tables in the schema " + settings.schema() + ".",
                    "GRANT CREATE, USAGE ON SCHEMA " + settings.schema() + " TO " + facts.role()
                            + "; if the schema is to be created, GRANT CREATE ON DATABASE.");
        }
        connections(facts, settings.maxConnections(), into);
        if (facts.skew().abs().compareTo(SKEW) > 0) {
            into.add(
                    Check.CLOCK_SKEW,
                    "The database's clock is " + facts.skew().abs().toSeconds() + " s "
                            + (facts.skew().isNegative() ? "behind" : "ahead of") + " this machine's.");
        }
        facts.disk()
                .filter(disk -> disk.free() < LEAST_DISK || disk.free() < disk.size() / 20)
                .ifPresent(disk -> into.add(
                        Check.DISK_NEARLY_FULL,
                        disk.directory() + " has " + ByteSize.text(disk.free()) + " of " + ByteSize.text(disk.size())
                                + " left."));
    }

    private static void server(DatabaseFacts facts, Findings into) {
        long version = facts.number("server_version_num");
        if (version < 130_000) {
            into.add(Check.SERVER_TOO_OLD, "The server is PostgreSQL " + version / 10_000 + ".");
        } else if (version < 150_000) {
            into.add(Check.SERVER_UNTESTED, "The server is PostgreSQL " + version / 10_000 + ".");
        }
        if (!facts.encoding().equals("UTF8")) {
            into.add(Check.ENCODING_NOT_UTF8, "The database's encoding is " + facts.encoding() + ".");
        }
        if (facts.standby()) {
            into.add(Check.STANDBY, "The server replays what a primary writes (pg_is_in_recovery).");
        } else if (facts.is("default_transaction_read_only", "on")) {
            into.add(Check.READ_ONLY, "default_transaction_read_only is on for " + facts.role() + ".");
        }
    }

    private static void durability(DatabaseFacts facts, Findings into) {
        for (String setting : new String[] {"fsync", "full_page_writes"}) {
            if (facts.is(setting, "off")) {
                into.add(Check.FSYNC_OFF, setting + " is off.");
            }
        }
        if (facts.is("synchronous_commit", "off")) {
            into.add(Check.COMMITS_NOT_DURABLE, "synchronous_commit is off for " + facts.role() + ".");
        }
        if (facts.is("wal_level", "minimal")) {
            into.add(Check.WAL_MINIMAL, "wal_level is minimal.");
        }
    }

    private static void timeouts(DatabaseFacts facts, Findings into) {
        TIMEOUTS.forEach((name, least) -> {
            long value = facts.number(name);
            if (value > 0 && value < least) {
                into.add(
                        Check.TIMEOUT_HARMFUL,
                        name + " is " + value + " ms for " + facts.role() + ".",
                        "ALTER ROLE " + facts.role() + " SET " + name
                                + " = 0: ampsync sets its own timeouts in each transaction.");
            }
        });
        long temporary = facts.number("temp_file_limit");
        if (temporary > 0 && temporary < LEAST_TEMP_KILOBYTES) {
            into.add(Check.TEMP_SPACE_LIMITED, "temp_file_limit is " + ByteSize.text(temporary << 10) + ".");
        }
    }

    private static void connections(DatabaseFacts facts, int pool, Findings into) {
        if (facts.connectionLimit() >= 0 && facts.connectionLimit() < pool) {
            into.add(
                    Check.ROLE_CONNECTION_LIMIT,
                    "Role or database allow " + facts.connectionLimit() + " connections, MAX_DB_CONNECTIONS is " + pool
                            + ".");
        }
        if (facts.connectionsLeft() < pool) {
            into.add(
                    Check.CONNECTIONS_SHORT,
                    "The server has " + facts.connectionsLeft() + " connections left, MAX_DB_CONNECTIONS is " + pool
                            + ".");
        }
    }

    static void pool(int connections, int tables, Findings into) {
        if (connections < tables / 2 + 2 && tables > 1) {
            into.add(Check.POOL_TOO_SMALL, tables + " tables share " + connections + " connections.");
        }
    }
}
