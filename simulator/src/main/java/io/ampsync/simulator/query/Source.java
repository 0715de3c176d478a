package io.ampsync.simulator.query;

import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.Optional;

/**
 * A table that a query reads, and the name that the query gives it.
 *
 * @param version the dataset's; of a subquery that of the table it reads
 * @param definition what the table's rows come from, unless they are stored as they are
 */
public record Source(
        String alias,
        String qualifiedName,
        PublishedVersion version,
        TableDefinition table,
        Optional<Plan> definition) {}
