/** Which blocks come next: microbatches planned from a chain and a position, as amp-protocol 3, 6 and 7 say. */
@NullMarked
package io.ampsync.simulator.stream;

import org.jspecify.annotations.NullMarked;
