/**
 * Follows the versions of a dataset while its tables are being filled: notices another one, decides whether it may be
 * taken, and says what hinders.
 */
@NullMarked
package io.ampsync.runtime.version;

import org.jspecify.annotations.NullMarked;
