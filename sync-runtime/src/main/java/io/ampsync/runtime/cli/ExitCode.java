package io.ampsync.runtime.cli;

/** How the program ends; scripts rely on the numbers. */
public enum ExitCode {
    /** Stopped as asked. */
    STOPPED(0),
    /** A defect of ours. */
    DEFECT(1),
    /** Configuration, before any connection. */
    CONFIGURATION(2),
    /** Another writer took over. */
    FENCED(3),
    /** No table can go on without a person. */
    STUCK(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
