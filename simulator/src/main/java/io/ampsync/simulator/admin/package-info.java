/**
 * The Admin API of each era (amp-protocol 9) over the simulator's catalog, with its quirks: pages whose cursor never ends,
 * a route that always fails, versions sorted as text. Read-only; datasets are published on the control port.
 */
@NullMarked
package io.ampsync.simulator.admin;

import org.jspecify.annotations.NullMarked;
