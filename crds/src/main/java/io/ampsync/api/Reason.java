package io.ampsync.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why something does not go on. Each reason says whether time can help, what it means for the stored data, and what
 * happens next; logs, {@code /status}, metrics and conditions all print the same {@link #label()}.
 */
public enum Reason {
    CONFIGURATION_INVALID(Recovery.PERSON, Effect.UNTOUCHED, "Correct the named setting and start again."),
    SECRET_MISSING(
            Recovery.WAIT, Effect.STALE, "Create the named Secret with the named key; it is looked for every 10 s."),
    SOURCE_UNREACHABLE(Recovery.RETRY, Effect.STALE, "Reconnecting with backoff for as long as it takes."),
    SOURCE_UNAUTHENTICATED(Recovery.RETRY, Effect.STALE, "Check AMP_AUTH_TOKEN; retrying slowly."),
    SOURCE_INCOMPATIBLE(
            Recovery.RETRY, Effect.STALE, "Check the addresses and AMPSYNC_ERA: no Amp server answers like this."),
    SOURCE_BEHIND(Recovery.WAIT, Effect.STALE, "Waiting until the source reaches the stored checkpoint again."),
    DATASET_NOT_FOUND(Recovery.WAIT, Effect.STALE, "Publish the dataset on the Amp server; polling until it appears."),
    NOTHING_SYNCED(Recovery.WAIT, Effect.STALE, "The source has no data for this table yet; asking again."),
    QUERY_REFUSED(
            Recovery.PERSON, Effect.UNTOUCHED, "Correct TABLES; the source has no such table, or will not stream it."),
    METADATA_INVALID(Recovery.RETRY, Effect.STALE, "Reconnecting; if it repeats, check the server's version."),
    BATCH_INVALID(Recovery.RETRY, Effect.STALE, "Reconnecting; if it repeats, check the server's version."),
    SOURCE_GAP(Recovery.RETRY, Effect.STALE, "Reconnecting from the stored checkpoint; a gap is never accepted."),
    CURSOR_IGNORED(Recovery.PERSON, Effect.STALE, "Check AMPSYNC_ERA and whether a proxy strips the resume header."),
    START_MOVED(
            Recovery.PERSON,
            Effect.STALE,
            "The source now starts below the stored data; drop the table to fill it anew, or leave it as it is."),
    FORK_BEYOND_HISTORY(
            Recovery.PERSON,
            Effect.STALE,
            "The chain forked below the kept history; drop the table to fill it anew, or leave it as it is."),
    NETWORK_CHANGED(
            Recovery.PERSON, Effect.STALE, "The table belongs to another network; use another schema or table."),
    NO_BLOCK_NUMBER(
            Recovery.PERSON,
            Effect.UNTOUCHED,
            "Leave the table out of TABLES: rows without a block cannot be kept right."),
    IDENTIFIER_INVALID(Recovery.PERSON, Effect.UNTOUCHED, "Use a name of 1 to 63 letters, digits, _ or $."),
    SCHEMA_INCOMPATIBLE(
            Recovery.PERSON, Effect.STALE, "Rename or drop the existing table, or sync into another schema."),
    NOT_ADOPTED(
            Recovery.PERSON,
            Effect.UNTOUCHED,
            "Leave the table to the program that filled it, or fill it anew beside by the command in the message."),
    TYPE_UNSUPPORTED(
            Recovery.PERSON,
            Effect.UNTOUCHED,
            "Leave the table out of TABLES; PostgreSQL has no type for the named column."),
    VALUE_REFUSED(
            Recovery.PERSON,
            Effect.STALE,
            "PostgreSQL cannot hold the named value; leave the table out of TABLES, or have the source correct it."),
    MEMORY_EXHAUSTED(Recovery.RETRY, Effect.STALE, "Raise AMPSYNC_MEMORY or sync fewer tables at once; retrying."),
    DATABASE_UNREACHABLE(Recovery.RETRY, Effect.STALE, "Reconnecting with backoff for as long as it takes."),
    DATABASE_UNAUTHENTICATED(Recovery.RETRY, Effect.STALE, "Check user and password; retrying slowly."),
    DATABASE_READ_ONLY(Recovery.RETRY, Effect.STALE, "Waiting for a writable primary."),
    DATABASE_FULL(Recovery.RETRY, Effect.STALE, "Free disk space on the database server; retrying."),
    DATABASE_BUSY(Recovery.RETRY, Effect.STALE, "Another session holds a lock or a connection; retrying."),
    DATABASE_REFUSED(Recovery.PERSON, Effect.STALE, "Grant the named privilege or correct the named object."),
    TABLE_CHANGED(
            Recovery.RETRY,
            Effect.CHANGED,
            "Looking at the table again: one that is gone is built anew, one that lacks a column is reported by name."),
    COMMIT_UNCERTAIN(
            Recovery.RETRY, Effect.STALE, "Reading the checkpoint again and going on from what the database holds."),
    CLAIMED_BY_OTHER(
            Recovery.PERSON,
            Effect.STALE,
            "Another sync owns this; stop it and use its AMPSYNC_SYNC_NAME, or sync into another schema."),
    WRITER_WAITING(Recovery.WAIT, Effect.STALE, "Another instance was seen less than 60 s ago; waiting for it to go."),
    FENCED(Recovery.PERSON, Effect.STALE, "Another instance of this sync took over; this one has stopped."),
    RETRIES_EXHAUSTED(
            Recovery.PERSON,
            Effect.STALE,
            "Remove what fails, and start again; without a limit of retries, time alone is enough."),
    DEFECT(Recovery.RETRY, Effect.STALE, "A defect of ours; please report it with the log. Retrying.");

    /** Whether time alone can help. */
    public enum Recovery {
        RETRY,
        /** Nothing fails: something has to happen elsewhere first, and no limit of retries counts. */
        WAIT,
        PERSON
    }

    private enum Effect {
        UNTOUCHED("Nothing was stored or changed."),
        STALE("Stored rows up to the checkpoint are exact; nothing newer is stored."),
        CHANGED("What somebody dropped is gone; nothing newer is stored.");

        private final String sentence;

        Effect(String sentence) {
            this.sentence = sentence;
        }
    }

    private final Recovery recovery;
    private final Effect effect;
    private final String nextStep;

    Reason(Recovery recovery, Effect effect, String nextStep) {
        this.recovery = recovery;
        this.effect = effect;
        this.nextStep = nextStep;
    }

    public boolean needsPerson() {
        return recovery == Recovery.PERSON;
    }

    /** True if nothing fails: something has to happen elsewhere first. */
    public boolean isWaiting() {
        return recovery == Recovery.WAIT;
    }

    /** What this means for the stored data, one sentence. */
    public String effect() {
        return effect.sentence;
    }

    /** What happens next, or what a person can do, one sentence. */
    public String nextStep() {
        return nextStep;
    }

    /** PascalCase, as conditions and reports print it: {@code SourceGap}. */
    public String label() {
        StringBuilder text = new StringBuilder();
        for (String word : name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }

    /** The reason of a label; empty if we know none, for a report may come from a later version. */
    public static Optional<Reason> of(@Nullable String label) {
        return Arrays.stream(values())
                .filter(reason -> reason.label().equals(label))
                .findFirst();
    }
}
