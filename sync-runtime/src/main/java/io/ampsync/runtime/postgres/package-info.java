/** The target: schema, the single-writer fence, and the commit that carries rows, journal and checkpoint at once. */
@NullMarked
package io.ampsync.runtime.postgres;

import org.jspecify.annotations.NullMarked;
