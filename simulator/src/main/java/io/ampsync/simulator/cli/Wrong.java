package io.ampsync.simulator.cli;

import picocli.CommandLine;

/** Mistakes in the command line, each one sentence. */
record Wrong(CommandLine command) {
    CommandLine.ParameterException sentence(String sentence) {
        return new CommandLine.ParameterException(command, sentence);
    }

    long atLeast(long least, String option, long value) {
        if (value < least) {
            throw sentence(option + " " + value + " is below " + least);
        }
        return value;
    }

    int atLeast(int least, String option, int value) {
        return (int) atLeast((long) least, option, (long) value);
    }
}
