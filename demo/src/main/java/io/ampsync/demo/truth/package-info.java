/**
 * An independent judge: every stored row against the canonical chain. Shares no code with the runtime; values are read
 * through Arrow's and the JDBC driver's own accessors.
 */
@NullMarked
package io.ampsync.demo.truth;

import org.jspecify.annotations.NullMarked;
