/**
 * Blocks of a real EVM node over JSON-RPC, as a ledger with the tables of an era: back-fill, follow by polling, reorgs
 * noticed by parent hash.
 */
@NullMarked
package io.ampsync.simulator.evm;

import org.jspecify.annotations.NullMarked;
