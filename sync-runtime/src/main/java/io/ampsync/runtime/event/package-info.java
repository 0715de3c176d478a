/**
 * The vocabulary of the log: names of events, and of what they are about. Below every other package, for all of them
 * write.
 */
@NullMarked
package io.ampsync.runtime.event;

import org.jspecify.annotations.NullMarked;
