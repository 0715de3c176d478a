package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Programs as a user runs them, in the project's folder; KUBECONFIG comes from the environment. */
final class Shell {
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    /** How a program ended, and what it printed on both outputs. */
    record Outcome(int code, String output) {}

    private Shell() {}

    /** Output of a program that succeeds. */
    static String run(String... command) {
        return run(new byte[0], command);
    }

    static String run(byte[] input, String... command) {
        Outcome outcome = attempt(input, command);
        assertThat(outcome.code())
                .as("%s%n%s", String.join(" ", command), outcome.output())
                .isZero();
        return outcome.output();
    }

    static Outcome attempt(byte[] input, String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(PROJECT.toFile())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + String.join(" ", command), e);
        }
    }
}
