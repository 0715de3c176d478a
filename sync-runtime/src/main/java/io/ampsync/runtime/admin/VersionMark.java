package io.ampsync.runtime.admin;

import org.jspecify.annotations.Nullable;

/**
 * What a reference means at a moment: two marks are equal if nothing has changed.
 *
 * @param version as in {@link ResolvedDataset}
 * @param manifestHash null in the seed eras
 */
public record VersionMark(String version, @Nullable String manifestHash) {}
