/** The commands of the ampsync program. */
@NullMarked
package io.ampsync.runtime.cli;

import org.jspecify.annotations.NullMarked;
