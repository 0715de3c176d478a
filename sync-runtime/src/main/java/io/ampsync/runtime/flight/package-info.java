/** The wire: GetFlightInfo and DoGet against an Amp server, messages in, typed batches out. */
@NullMarked
package io.ampsync.runtime.flight;

import org.jspecify.annotations.NullMarked;
