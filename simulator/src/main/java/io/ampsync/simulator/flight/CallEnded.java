package io.ampsync.simulator.flight;

import java.io.Serial;

/** The client or the network ended the call; there is nobody to tell. */
final class CallEnded extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;
}
