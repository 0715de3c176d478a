package io.ampsync.runtime.postgres;

import java.time.Duration;

/**
 * How long things may take.
 *
 * @param connect to open a connection, or to get one of the pool
 * @param lock to wait for a lock inside a commit
 * @param ddlLock to wait for a lock inside DDL: a queued ALTER blocks readers too
 * @param statement one statement, a COPY included
 * @param idle an open transaction without a statement
 * @param grace what a claim, or the question whether a commit landed, gives a transaction that is in its way
 */
public record Limits(
        Duration connect, Duration lock, Duration ddlLock, Duration statement, Duration idle, Duration grace) {
    public static final Limits DEFAULT = new Limits(
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(10));

    /** The same, waiting longer or shorter for a lock inside a commit. */
    public Limits withLock(Duration wait) {
        return new Limits(connect, wait, ddlLock, statement, idle, grace);
    }

    /**
     * The statement that puts them in force for the current transaction; one small result. Tables that were taken over
     * from a predecessor let nobody write without its first setting.
     */
    public String forCommit() {
        return local(lock);
    }

    public String forDdl() {
        return local(ddlLock);
    }

    /** For what may wait until the grace is over. */
    public String forTakeover() {
        return local(grace.plus(lock));
    }

    /** After this a connection is cut: longer than anything the server itself would end. */
    Duration deadline() {
        return statement.plus(idle);
    }

    private String local(Duration lockTimeout) {
        return """
                SELECT count(set_config(name, value, true)) FROM (VALUES
                  ('ampsync.writer', 'on'),
                  ('lock_timeout', '{lock}ms'),
                  ('statement_timeout', '{statement}ms'),
                  ('idle_in_transaction_session_timeout', '{idle}ms')) AS setting(name, value)""".replace("{lock}", Long.toString(lockTimeout.toMillis()))
                .replace("{statement}", Long.toString(statement.toMillis()))
                .replace("{idle}", Long.toString(idle.toMillis()));
    }
}
