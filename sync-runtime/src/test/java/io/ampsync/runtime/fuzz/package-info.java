/**
 * Hostile input for every parser: recorded messages, damaged. A small fixed sample is part of the tests; {@code make fuzz
 * INPUTS=1000000} goes on.
 */
@NullMarked
package io.ampsync.runtime.fuzz;

import org.jspecify.annotations.NullMarked;
