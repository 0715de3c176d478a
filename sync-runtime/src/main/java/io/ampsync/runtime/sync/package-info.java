/** One supervised state machine per table: read, decide, encode, commit, and start again. */
@NullMarked
package io.ampsync.runtime.sync;

import org.jspecify.annotations.NullMarked;
