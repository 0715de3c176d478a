package io.ampsync.runtime.config;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dataset at a revision, and how each era spells it in SQL (amp-protocol 2.1).
 *
 * @param namespace {@code _} where the server has none
 * @param revision a semantic version, 64 hex digits of a manifest hash, {@code latest} or {@code dev}
 */
public record DatasetRef(String namespace, String name, String revision) {
    public static final String DEFAULT_NAMESPACE = "_";
    public static final String LATEST = "latest";
    public static final String DEV = "dev";

    private static final Pattern REFERENCE = Pattern.compile("(?:([^/@]*)/)?([^/@]*)(?:@([^/@]*))?");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9_]+");
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern UNQUOTED = Pattern.compile("[a-z_][a-z0-9_]*");

    public DatasetRef {
        require(NAMESPACE, namespace, "namespace", "lower-case letters, digits and _");
        require(NAME, name, "dataset name", "lower-case letters, digits and _, not beginning with a digit");
        if (!isFloating(revision)
                && !HASH.matcher(revision).matches()
                && Version.parse(revision).isEmpty()) {
            throw new IllegalArgumentException("revision " + Identifiers.quoted(revision)
                    + " is neither a version like 1.2.3, nor a manifest hash of 64 hex digits, nor latest or dev");
        }
    }

    /**
     * Reads {@code [namespace/]name[@revision]}; absent parts are {@code _} and {@code latest}.
     *
     * @throws IllegalArgumentException saying which part is wrong
     */
    public static DatasetRef parse(String text) {
        Matcher match = REFERENCE.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(Identifiers.quoted(text) + " is not [namespace/]name[@revision]");
        }
        return new DatasetRef(
                Optional.ofNullable(match.group(1)).orElse(DEFAULT_NAMESPACE),
                match.group(2),
                Optional.ofNullable(match.group(3)).orElse(LATEST));
    }

    public DatasetRef at(String otherRevision) {
        return new DatasetRef(namespace, name, otherRevision);
    }

    /** True if what it means can change while we run. */
    public boolean isFloating() {
        return isFloating(revision);
    }

    /** True if nothing on the server can ever change what it means. */
    public boolean isManifestHash() {
        return HASH.matcher(revision).matches();
    }

    /** {@code namespace/name}: the dataset whatever its revision. */
    public String path() {
        return namespace + "/" + name;
    }

    /** What of this reference a server of that era has no words for; empty if it can be queried. */
    public Optional<String> spellingProblem(Era era) {
        if (era == Era.HEAD) {
            return Optional.empty();
        }
        if (!namespace.equals(DEFAULT_NAMESPACE)) {
            return Optional.of("namespaces");
        }
        if (revision.equals(LATEST)) {
            return name.contains("__") ? Optional.of("dataset name with __ without a version") : Optional.empty();
        }
        return Version.parse(revision).isPresent() ? Optional.empty() : Optional.of("revisions other than versions");
    }

    /**
     * The query for all columns and rows of a table, without a SETTINGS clause.
     *
     * @throws SyncException the era cannot spell this reference
     */
    public String select(Era era, String table) {
        return "SELECT * FROM " + tableReference(era, table);
    }

    /** The table as SQL of the era names it: {@code "_/eth_rpc@1.0.0".blocks} or {@code eth_rpc__1_0_0.blocks}. */
    public String tableReference(Era era, String table) {
        spellingProblem(era).ifPresent(problem -> {
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID,
                    "The dataset " + this + " cannot be queried: the server's era knows no " + problem + ".");
        });
        String schema = switch (era) {
            case HEAD -> toString();
            case S1, S2 -> seedSchema();
        };
        return quotedIfNeeded(schema) + "." + quotedIfNeeded(table);
    }

    private String seedSchema() {
        String version = revision.equals(LATEST) ? "" : "__" + revision.replaceFirst("\\+.*", "");
        return name + version.replace('.', '_');
    }

    private static boolean isFloating(String revision) {
        return revision.equals(LATEST) || revision.equals(DEV);
    }

    private static void require(Pattern pattern, String text, String part, String rule) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "the " + part + " " + Identifiers.quoted(text) + " must consist of " + rule);
        }
    }

    private static String quotedIfNeeded(String identifier) {
        return UNQUOTED.matcher(identifier).matches() ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** {@code namespace/name@revision}. */
    @Override
    public String toString() {
        return path() + "@" + revision;
    }
}
