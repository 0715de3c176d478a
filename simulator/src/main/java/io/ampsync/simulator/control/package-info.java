/**
 * The control port: whatever a test can do to a simulator in its own process, over HTTP with JSON bodies
 * (docs/simulator.md).
 */
@NullMarked
package io.ampsync.simulator.control;

import org.jspecify.annotations.NullMarked;
