/**
 * Tables that a predecessor has filled: earlier versions of ampsync, and amp-python. Recognises whose a table is, takes
 * over what can be proven, refuses the rest with a reason, and gives tables back.
 */
@NullMarked
package io.ampsync.runtime.adopt;

import org.jspecify.annotations.NullMarked;
