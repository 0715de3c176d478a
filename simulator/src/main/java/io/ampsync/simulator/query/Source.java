package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.chain.TableDefinition;

/** A table that a query reads, and the name that the query gives it. */
public record Source(String alias, String qualifiedName, PublishedVersion version, TableDefinition table) {}
