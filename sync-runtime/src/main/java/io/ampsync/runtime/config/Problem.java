package io.ampsync.runtime.config;

/**
 * One mistake in the settings.
 *
 * @param variable what to look at
 * @param wrong what is wrong with it, without a secret in it
 * @param fix what to write instead, one sentence
 */
public record Problem(String variable, String wrong, String fix) {
    /** One line for a terminal or a log. */
    @Override
    public String toString() {
        return variable + ": " + wrong + ". " + fix;
    }
}
