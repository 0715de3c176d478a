/** Proves that the torture bites: bugs planted into the engine one at a time, while its classes are loaded. */
@NullMarked
package io.ampsync.runtime.torture.mutant;

import org.jspecify.annotations.NullMarked;
