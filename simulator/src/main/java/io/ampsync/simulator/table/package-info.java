/** The tables: EVM schemas of each era, a table of every Arrow type, and the synthetic rows that fill them. */
@NullMarked
package io.ampsync.simulator.table;

import org.jspecify.annotations.NullMarked;
