/** Which microbatch may follow which: the journal of stored ranges and the pure reorg rules over it. */
@NullMarked
package io.ampsync.runtime.stream;

import org.jspecify.annotations.NullMarked;
