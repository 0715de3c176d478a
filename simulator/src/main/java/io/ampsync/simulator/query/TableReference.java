package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.era.Era;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the schema part of a table name says: a dataset and one of its revisions (amp-protocol 2.1). */
record TableReference(DatasetName dataset, String revision) {
    private static final String LATEST = "latest";
    private static final Pattern HEAD = Pattern.compile("(?:([a-z0-9_]+)/)?([a-z_][a-z0-9_]*)(?:@(\\S+))?");
    private static final Pattern SEED = Pattern.compile("([a-z_][a-z0-9_]*?)(?:__(\\d+)_(\\d+)_(\\d+(?:-.+)?))?");

    /** Empty when the text is no reference in this era. */
    static Optional<TableReference> parse(Era era, String schema) {
        return era.isHead() ? head(schema) : seed(schema);
    }

    private static Optional<TableReference> head(String schema) {
        Matcher matcher = HEAD.matcher(schema);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        @Nullable String namespace = matcher.group(1);
        @Nullable String revision = matcher.group(3);
        return Optional.of(new TableReference(
                new DatasetName(namespace == null ? DatasetName.DEFAULT_NAMESPACE : namespace, matcher.group(2)),
                revision == null ? LATEST : revision));
    }

    /** The version's dots are underscores; those of a pre-release too. */
    private static Optional<TableReference> seed(String schema) {
        Matcher matcher = SEED.matcher(schema);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        @Nullable String major = matcher.group(2);
        String revision = major == null
                ? LATEST
                : major + "." + matcher.group(3) + "." + matcher.group(4).replace('_', '.');
        return Optional.of(new TableReference(DatasetName.of(matcher.group(1)), revision));
    }
}
