package io.ampsync.runtime.version;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.OnVersionChange;
import io.ampsync.runtime.config.Version;
import io.ampsync.runtime.postgres.Provenance;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What another version means for a table. Pure. */
public final class VersionRules {
    private VersionRules() {}

    /** What is to be done about what the reference means now. */
    public enum Step {
        /** It is what runs. */
        STAY,
        /** Another version, or another manifest of this one. */
        TAKE,
        /** A lower one than what runs: only a person can want that, by naming it. */
        REFUSE_OLDER
    }

    /**
     * Compares.
     *
     * @param asked the reference, as the settings have it
     * @param running what the table is filled from
     * @param found what the reference means now
     */
    public static Step step(DatasetRef asked, Provenance running, Provenance found) {
        if (same(running, found)) {
            return Step.STAY;
        }
        Optional<Version> before = version(running);
        Optional<Version> after = version(found);
        boolean lower = asked.revision().equals(DatasetRef.LATEST)
                && before.isPresent()
                && after.isPresent()
                && after.get().compareTo(before.get()) < 0;
        return lower ? Step.REFUSE_OLDER : Step.TAKE;
    }

    /**
     * What a table is streamed from when the sync starts. A version that came while we were away is first streamed when it
     * was looked at and taken, as if we had been there; a version that a person has named is taken at once.
     *
     * @param stored what the table was made for; null if nothing is known
     * @param policy with {@code RESYNC} a version that a person has named comes beside too
     */
    public static Provenance start(
            DatasetRef asked, Provenance found, @Nullable Provenance stored, OnVersionChange policy) {
        if (stored == null || !stored.dataset().equals(found.dataset())) {
            return found;
        }
        boolean named = !asked.isFloating() && !Objects.equals(stored.version(), found.version());
        return named && policy != OnVersionChange.RESYNC ? found : stored;
    }

    /**
     * True if the two are known to be different. What only the settings say of a version tells nothing of its manifest.
     */
    public static boolean isOther(Provenance one, Provenance other) {
        if (!one.isExact() || !other.isExact()) {
            return false;
        }
        if (one.manifestHash() != null && other.manifestHash() != null) {
            return !one.manifestHash().equals(other.manifestHash());
        }
        return !Objects.equals(one.version(), other.version())
                && !Objects.equals(one.version(), other.manifestHash())
                && !Objects.equals(one.manifestHash(), other.version());
    }

    /** The reference under which a server has exactly this; the one that was asked where nothing better is known. */
    public static DatasetRef reference(DatasetRef asked, Provenance exactly) {
        if (exactly.manifestHash() != null) {
            return asked.at(exactly.manifestHash());
        }
        return exactly.version() == null ? asked : asked.at(exactly.version());
    }

    private static boolean same(Provenance one, Provenance other) {
        return Objects.equals(one.version(), other.version())
                && Objects.equals(one.manifestHash(), other.manifestHash());
    }

    private static Optional<Version> version(Provenance of) {
        return Optional.ofNullable(of.version()).flatMap(Version::parse);
    }
}
