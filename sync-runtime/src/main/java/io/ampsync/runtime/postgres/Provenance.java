package io.ampsync.runtime.postgres;

import org.jspecify.annotations.Nullable;

/** What a table is filled from, as far as it is known. */
public record Provenance(
        String dataset, @Nullable String version, @Nullable String manifestHash) {}
