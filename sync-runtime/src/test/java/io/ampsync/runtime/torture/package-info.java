/**
 * Seeded histories of a chain, a source, a database and processes that die, played against the whole engine and a real
 * PostgreSQL; after every commit everything stored is compared with the chain.
 */
@NullMarked
package io.ampsync.runtime.torture;

import org.jspecify.annotations.NullMarked;
