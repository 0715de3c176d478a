/** Reconciles AmpSync resources into sync-runtime pods and writes their status. */
@NullMarked
package io.ampsync.operator;

import org.jspecify.annotations.NullMarked;
