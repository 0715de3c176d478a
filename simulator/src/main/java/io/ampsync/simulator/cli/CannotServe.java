package io.ampsync.simulator.cli;

/** Something in the way of serving that the caller can mend: one sentence, without a stack trace. */
final class CannotServe extends RuntimeException {
    CannotServe(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
