package io.ampsync.runtime.config;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A semantic version; ordered as semver.org 2.0 says, so {@code 0.9.0 < 0.10.0} and {@code 1.0.0-rc.1 < 1.0.0}.
 *
 * @param preRelease without the leading hyphen, empty if there is none; build metadata is not kept
 */
public record Version(long major, long minor, long patch, String preRelease) implements Comparable<Version> {
    private static final Pattern SEMVER = Pattern.compile("(0|[1-9][0-9]{0,17})\\.(0|[1-9][0-9]{0,17})"
            + "\\.(0|[1-9][0-9]{0,17})(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?");
    private static final Comparator<Version> ORDER = Comparator.comparingLong(Version::major)
            .thenComparingLong(Version::minor)
            .thenComparingLong(Version::patch)
            .thenComparing(Version::preRelease, Version::comparePreReleases);

    /** Empty if the text is not a semantic version. */
    public static Optional<Version> parse(String text) {
        Matcher match = SEMVER.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Version(
                Long.parseLong(match.group(1)),
                Long.parseLong(match.group(2)),
                Long.parseLong(match.group(3)),
                Optional.ofNullable(match.group(4)).orElse("")));
    }

    public boolean isRelease() {
        return preRelease.isEmpty();
    }

    @Override
    public int compareTo(Version other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch + (isRelease() ? "" : "-" + preRelease);
    }

    private static int comparePreReleases(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(left.isEmpty(), right.isEmpty());
        }
        List<String> lefts = List.of(left.split("\\.", -1));
        List<String> rights = List.of(right.split("\\.", -1));
        for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
            int order = compareIdentifiers(lefts.get(i), rights.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(lefts.size(), rights.size());
    }

    /** Numbers by value and below words, words by ASCII. */
    private static int compareIdentifiers(String left, String right) {
        boolean leftNumber = isNumber(left);
        if (leftNumber != isNumber(right)) {
            return leftNumber ? -1 : 1;
        }
        return leftNumber ? new BigInteger(left).compareTo(new BigInteger(right)) : left.compareTo(right);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
