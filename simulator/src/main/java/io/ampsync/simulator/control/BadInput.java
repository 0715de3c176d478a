package io.ampsync.simulator.control;

/** A request that cannot be carried out: the field that is wrong, and what would be right. */
final class BadInput extends RuntimeException {
    private final String field;

    BadInput(String field, String message) {
        super(field + ": " + message);
        this.field = field;
    }

    String field() {
        return field;
    }
}
