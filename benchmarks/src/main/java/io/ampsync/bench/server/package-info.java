/** An Amp server that is never the slowest: rows are copied from templates instead of being computed. */
@NullMarked
package io.ampsync.bench.server;

import org.jspecify.annotations.NullMarked;
