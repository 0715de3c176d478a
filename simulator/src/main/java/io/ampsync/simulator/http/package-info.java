/** A small HTTP port for JSON: the Admin API and the control port stand on it. */
@NullMarked
package io.ampsync.simulator.http;

import org.jspecify.annotations.NullMarked;
