/** The program {@code amp-simulator}. */
@NullMarked
package io.ampsync.simulator.cli;

import org.jspecify.annotations.NullMarked;
