/** Bytes, identities and read-back of the encoder. */
@NullMarked
package io.ampsync.runtime.encode;

import org.jspecify.annotations.NullMarked;
