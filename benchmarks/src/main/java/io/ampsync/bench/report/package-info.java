/** Figures as a table, as JSON and as a chart. */
@NullMarked
package io.ampsync.bench.report;

import org.jspecify.annotations.NullMarked;
