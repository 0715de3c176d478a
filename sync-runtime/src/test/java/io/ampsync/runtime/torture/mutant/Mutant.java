package io.ampsync.runtime.torture.mutant;

import java.util.List;

/** A bug, where it is planted, and a seed whose history shows it. */
enum Mutant {
    IGNORES_PREV_HASH(7, decision()),
    CUTS_AT_THE_START_OF_THE_ANSWER(5, decision()),
    DROPS_THE_WHOLE_RANGE_THAT_THE_ANSWER_BEGINS_IN(3, decision()),
    ACCEPTS_A_GAP(3, decision()),
    CUTS_ONE_BLOCK_TOO_HIGH(3, decision()),
    CUTS_ONE_RANGE_TOO_LOW(4, decision()),
    TAKES_AN_IGNORED_CURSOR_FOR_A_REORG(19, decision()),
    TAKES_A_REORG_FOR_AN_IGNORED_CURSOR(3, decision()),
    TRUSTS_AN_ANSWER_WITHOUT_PARENT(102, decision()),
    FORGETS_THAT_IT_LOOKS_FOR_THE_FORK(9, decision()),
    NEVER_RESUMES(13, call("sync.TableSync", "stream.ReorgRules.open", "stream.PlantedDecisions.neverResumes")),
    COMPLETES_ON_ROWS(
            1,
            call("sync.StreamSession", "stream.MicrobatchTracker.accept", "stream.PlantedDecisions.completesOnRows")),
    GROUP_FORGOTTEN(1, call("sync.StreamSession", "sync.TableWriter.idle", "sync.PlantedWrites.groupForgotten")),
    WITHOUT_REPLACEMENT(
            3, call("sync.StreamSession", "sync.TableWriter.begin", "sync.PlantedWrites.withoutReplacement")),
    OCCURRENCE_LOST(1, call("encode.RowIdentity", "encode.Occurrences.note", "encode.PlantedRows.occurrenceLost")),
    SPLIT_SAYS_ONE_BLOCK_MORE(
            6, call("sync.OpenMicrobatch", "encode.CopyBuffer.lastBlock", "encode.PlantedRows.oneBlockMore")),
    NO_DIGEST(1, call("sync.TableWriter", "encode.CopyBuffer.digest", "encode.PlantedRows.noDigest")),
    NO_FENCE(
            27,
            new Bug(
                    List.of(
                            new Reroute(
                                    "postgres.CommitAttempt",
                                    "postgres.Fence.read",
                                    "postgres.PlantedCommits.alwaysOurs"),
                            new Reroute("postgres.Doubt", "postgres.Fence.read", "postgres.PlantedCommits.alwaysOurs")),
                    false,
                    List.of())),
    NO_LOCKS(
            4,
            sql(
                    "SELECT pg_advisory_xact_lock_shared(?)",
                    "SELECT ?::bigint",
                    "WHERE sync_uid = ? FOR KEY SHARE",
                    "WHERE sync_uid = ?")),
    EPOCH_NOT_RAISED(1, sql("epoch = excluded.epoch", "epoch = w.epoch")),
    DOUBT_SAYS_LANDED(3, call("postgres.TableStore", "postgres.Doubt.resolve", "postgres.PlantedCommits.landedAnyway")),
    NEVER_DOUBTS(3, call("sync.Sending", "postgres.TableStore.commit", "postgres.PlantedCommits.neverDoubts")),
    RETRIES_WHAT_HAD_LANDED(
            7,
            new Bug(
                    List.of(
                            new Reroute("sync.Sending", "postgres.TableStore.commit", "postgres.PlantedCommits.again"),
                            new Reroute(
                                    "postgres.TableStore",
                                    "postgres.Doubt.resolve",
                                    "postgres.PlantedCommits.neverLanded")),
                    false,
                    List.of())),
    KEEPS_THE_TAIL(30, call("sync.Sending", "postgres.TableStore.commit", "postgres.PlantedCommits.keepsTheTail")),
    HIDES_THE_SPLIT(6, call("sync.Sending", "postgres.TableStore.commit", "postgres.PlantedCommits.hidesTheSplit")),
    MEMORY_CURSOR(1, call("sync.TableSync", "postgres.TableStore.load", "postgres.PlantedCommits.memoryCursor")),
    NO_ROLLBACK(
            3,
            call(
                    "postgres.Session",
                    "org.postgresql.core.BaseConnection.execSQLUpdate",
                    "postgres.PlantedCommits.noRollback")),
    DELETES_BEFORE_THE_REPLACEMENT(3, sql(">= int8send(?::bigint)", ">= int8send(?::bigint);\nCOMMIT;\nBEGIN")),
    DELETES_FROM_ONE_BLOCK_HIGHER(3, sql(">= int8send(?::bigint)", ">= int8send(?::bigint + 1)")),
    DELETES_FROM_ONE_BLOCK_LOWER(4, sql(">= int8send(?::bigint)", ">= int8send(greatest(?::bigint - 1, 0))")),
    CUTS_THE_JOURNAL_ONE_ENTRY_HIGHER(3, sql("start_block >= ?", "start_block > ?")),
    ROWS_AND_JOURNAL_BEFORE_THE_CHECKPOINT(56, sql("WITH moved AS", "COMMIT;\nBEGIN;\nWITH moved AS")),
    JOURNAL_OUTSIDE_THE_TRANSACTION(
            1,
            sql(
                    "SELECT ?, ?, e.* FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bytea[]) e",
                    "SELECT ?, ?, e.* FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bytea[]) e;\nCOMMIT;\nBEGIN")),
    CHECKPOINT_NOT_COMPARED(
            21,
            sql(
                    "SELECT c.seq = ? AND",
                    "SELECT true OR c.seq = ? AND",
                    "AND network = ? AND seq = ? RETURNING 1",
                    "AND network = ? AND ?::bigint IS NOT NULL RETURNING 1")),
    NO_FEED(
            1,
            sql(
                    "WITH ORDINALITY AS c(first, last, hash, kind, number)",
                    "WITH ORDINALITY AS c(first, last, hash, kind, number) WHERE false"));

    /** What has to be planted. */
    private record Bug(List<Reroute> reroutes, boolean decides, List<String> rewrites) {}

    private final long seed;

    @SuppressWarnings("ImmutableEnumChecker") // Its lists are made by List.of.
    private final Bug bug;

    Mutant(long seed, Bug bug) {
        this.seed = seed;
        this.bug = bug;
    }

    private static Bug decision() {
        return new Bug(
                List.of(new Reroute(
                        "sync.StreamSession", "stream.ReorgRules.decide", "stream.PlantedDecisions.decide")),
                true,
                List.of());
    }

    private static Bug call(String site, String call, String to) {
        return new Bug(List.of(new Reroute(site, call, to)), false, List.of());
    }

    private static Bug sql(String... fromTo) {
        return new Bug(
                List.of(new Reroute(
                        "postgres.Session", "java.sql.Connection.prepareStatement", "postgres.PlantedCommits.prepare")),
                false,
                List.of(fromTo));
    }

    /** The seed that killed it when this was written. */
    long seed() {
        return seed;
    }

    List<Reroute> reroutes() {
        return bug.reroutes();
    }

    /** The decision's name, or an empty text. */
    String decides() {
        return bug.decides() ? name() : "";
    }

    List<String> rewrites() {
        return bug.rewrites();
    }
}
