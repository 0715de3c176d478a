package io.ampsync.runtime.postgres;

import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Becomes, stays and stops being the one writer of a sync. The epoch in {@code _ampsync_writers} decides; advisory
 * locks only order a claim behind the commits in flight. One thread at a time.
 */
public final class WriterClaim {
    /** A holder that was not seen for this long, by the database's clock, is taken for gone. */
    static final Duration SEEN = Duration.ofSeconds(60);

    /** Waiting longer than this is no longer a rollout. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private final TargetDatabase database;
    private final String syncUid;
    private final String instanceUid;
    private final RandomGenerator random;
    private final InstantSource clock;
    private @Nullable Instant waitingSince;

    /**
     * Claims nothing yet.
     *
     * @param syncUid the stable name of the sync
     * @param instanceUid which deployment of it: the same one may take over from itself at once
     */
    public WriterClaim(
            TargetDatabase database, String syncUid, String instanceUid, RandomGenerator random, InstantSource clock) {
        this.database = database;
        this.syncUid = syncUid;
        this.instanceUid = instanceUid;
        this.random = random;
        this.clock = clock;
    }

    /** What the writer's row said when we held the lock. */
    record Writer(String instanceUid, long epoch, boolean released, Duration seenAgo) {
        boolean inTheWayOf(String instance) {
            return !instanceUid.equals(instance) && !released && seenAgo.compareTo(SEEN) < 0;
        }
    }

    /**
     * Tries once. Waits for commits in flight, and ends those that last longer than the grace.
     *
     * @param above an epoch that the new one must exceed; 0 for the first claim of a process
     * @throws SyncException the database is unreachable or refuses
     */
    public ClaimOutcome claim(long above) {
        return database.call("Claiming " + syncUid, session -> claim(session, above));
    }

    private ClaimOutcome claim(Session session, long above) throws SQLException {
        TargetSchema schema = database.schema();
        int pid = (int) session.run(Script.of("BEGIN")
                        .then("SELECT pg_backend_pid()")
                        .then(database.limits().forTakeover()))
                .number();
        Writer writer;
        try (StuckSessions _ = StuckSessions.watch(database, pid)) {
            writer = read(session.run(Script.of("SELECT pg_advisory_xact_lock(?) IS NULL", schema.syncLock(syncUid))
                    .then(schema.sql("""
                            SELECT instance_uid, epoch, released_at IS NOT NULL,
                                   (extract(epoch FROM clock_timestamp() - seen_at) * 1000)::bigint
                            FROM {schema}._ampsync_writers WHERE sync_uid = ? FOR UPDATE"""), syncUid)));
        }
        if (writer != null && writer.inTheWayOf(instanceUid)) {
            return waiting(writer);
        }
        long epoch = Math.max(writer == null ? 0 : writer.epoch(), above) + 1;
        Claim claim = new Claim(syncUid, instanceUid, epoch, nonce());
        write(session, claim);
        waitingSince = null;
        return new ClaimOutcome.Held(claim);
    }

    private static @Nullable Writer read(Answers answers) {
        answers.skip();
        Row row = answers.row();
        return row == null
                ? null
                : new Writer(row.text(0), row.number(1), row.flag(2), Duration.ofMillis(row.number(3)));
    }

    private void write(Session session, Claim claim) throws SQLException {
        // Durable whatever the server's default is: an epoch that a crash takes back would let two writers be.
        session.run(Script.of("""
                        SELECT set_config('synchronous_commit', 'on', true)
                        WHERE current_setting('synchronous_commit') IN ('off', 'local')""")
                .then(database.schema().sql("""
                        INSERT INTO {schema}._ampsync_writers AS w
                          (sync_uid, instance_uid, epoch, holder, backend_pids, claimed_at, seen_at)
                        VALUES (?, ?, ?, ?, ARRAY[pg_backend_pid()], clock_timestamp(), clock_timestamp())
                        ON CONFLICT (sync_uid) DO UPDATE SET
                          instance_uid = excluded.instance_uid, epoch = excluded.epoch, holder = excluded.holder,
                          backend_pids = excluded.backend_pids, claimed_at = excluded.claimed_at,
                          seen_at = excluded.seen_at, released_at = NULL"""), claim.syncUid(), claim.instanceUid(), claim.epoch(), claim.holder())
                .then("COMMIT"));
    }

    private ClaimOutcome waiting(Writer row) {
        Instant now = clock.instant();
        Instant since = waitingSince;
        if (since == null) {
            waitingSince = since = now;
        }
        Duration waited = Duration.between(since, now);
        return waited.compareTo(PATIENCE) < 0
                ? new ClaimOutcome.Waiting(row.instanceUid(), row.seenAgo())
                : new ClaimOutcome.ClaimedByOther(row.instanceUid(), waited);
    }

    private String nonce() {
        byte[] bits = new byte[16];
        random.nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    /**
     * Asks the database for nothing but an answer.
     *
     * @throws SyncException it is away, or takes no writes
     */
    public void ask() {
        database.requireWritable();
    }

    /** Tells the others that we live: every 10 s, beside the commits. */
    public Standing refresh(Claim claim) {
        return touch(claim, "seen_at = clock_timestamp()", "Refreshing the claim of " + syncUid);
    }

    /** A clean stop: another instance may claim at once. */
    public Standing release(Claim claim) {
        return touch(claim, "released_at = clock_timestamp()", "Releasing the claim of " + syncUid);
    }

    private Standing touch(Claim claim, String assignment, String doing) {
        TargetSchema schema = database.schema();
        Script script = Script.of(
                        schema.sql("UPDATE {schema}._ampsync_writers SET " + assignment
                                + " WHERE sync_uid = ? AND epoch = ? AND holder = ?"),
                        claim.syncUid(),
                        claim.epoch(),
                        claim.holder())
                .then(
                        schema.sql("SELECT epoch, holder = ? FROM {schema}._ampsync_writers WHERE sync_uid = ?"),
                        claim.holder(),
                        claim.syncUid());
        return database.call(doing, session -> {
            Row row = session.run(script).row();
            return row == null ? Standing.of(claim, null, false) : Standing.of(claim, row.number(0), row.flag(1));
        });
    }
}
