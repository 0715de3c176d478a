package io.ampsync.runtime.encode;

/**
 * A column as PostgreSQL has it.
 *
 * @param name unquoted, at most 63 bytes
 * @param sqlType as DDL writes it, for example {@code NUMERIC(20,0)}
 */
public record TargetColumn(String name, String sqlType, boolean notNull) {}
