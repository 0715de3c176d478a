/**
 * Proves that a table holds what its journal says, and on request what the source has, while it is being written; and
 * repairs what does not.
 */
@NullMarked
package io.ampsync.runtime.verify;

import org.jspecify.annotations.NullMarked;
