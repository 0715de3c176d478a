package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.Cursor;
import java.util.Optional;

/** How to connect: the cursor to send, if any, and the state of the rules for the connection's first microbatch. */
public record Opening(Optional<Cursor> cursor, Connection connection) {}
