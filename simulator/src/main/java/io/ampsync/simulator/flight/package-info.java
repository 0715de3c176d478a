/** The wire: tickets, messages and their metadata, the gRPC service with its back-pressure, and faults on request. */
@NullMarked
package io.ampsync.simulator.flight;

import org.jspecify.annotations.NullMarked;
