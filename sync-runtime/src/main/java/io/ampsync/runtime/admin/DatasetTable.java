package io.ampsync.runtime.admin;

import org.jspecify.annotations.Nullable;

/**
 * A table of a dataset.
 *
 * @param name as the server has it, perhaps no name for a PostgreSQL table
 * @param network null where the server does not say
 */
public record DatasetTable(String name, @Nullable String network) {}
