package io.ampsync.runtime.torture;

/** The end of a process at any place; what unwinds behind it finds every connection closed. */
final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("SIGKILL", null, false, false);
    }
}
