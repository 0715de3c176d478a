/** The SQL that the server understands: table references of each era, projections, simple filters, a few aggregates. */
@NullMarked
package io.ampsync.simulator.query;

import org.jspecify.annotations.NullMarked;
