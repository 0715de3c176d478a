package io.ampsync.runtime.admin;

import io.ampsync.runtime.config.Version;
import org.jspecify.annotations.Nullable;

/**
 * A version that a server lists. A version can be published again with another manifest, so only both together say
 * whether something changed.
 *
 * @param text as the server spells it, for its paths and for SQL
 * @param manifestHash null in the seed eras
 */
public record PublishedVersion(
        Version version, String text, @Nullable String manifestHash) {}
