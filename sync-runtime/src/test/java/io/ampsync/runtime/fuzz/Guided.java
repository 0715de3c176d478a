package io.ampsync.runtime.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * One parser of the fuzz tests, with inputs that Jazzer chooses by the branches that they reach. {@code make fuzz} starts a
 * process for each: a name, how many inputs, a seed, and a folder where inputs are kept that reached something new.
 */
public final class Guided {
    private static final List<String> TESTS = List.of(
            "io.ampsync.runtime.flight.FlightFuzzTest",
            "io.ampsync.runtime.admin.AdminFuzzTest",
            "io.ampsync.runtime.config.ConfigFuzzTest",
            "io.ampsync.runtime.postgres.SqlFuzzTest");

    private static final String WATCHED =
            "io.ampsync.**:com.fasterxml.jackson.core.**:org.yaml.snakeyaml.**:org.apache.arrow.vector.**:com.google.flatbuffers.**";

    private static Fuzzing.@Nullable Parser parser;

    private Guided() {}

    /** The end of a test whose parser was wanted; nothing gets here, for Jazzer ends the process. */
    private static final class Found extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    public static void main(String[] arguments) throws ReflectiveOperationException {
        String wanted = arguments[0];
        Fuzzing.guide = (name, known, read) -> {
            if (name.equals(wanted)) {
                parser = read;
                fuzz(known, arguments[1], arguments[2], Path.of(arguments[3]));
                throw new Found();
            }
        };
        for (String test : TESTS) {
            Class<?> type = Class.forName(test);
            Constructor<?> make = type.getDeclaredConstructor();
            make.setAccessible(true);
            for (Method method : type.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    method.setAccessible(true);
                    if (found(method, make.newInstance())) {
                        return;
                    }
                }
            }
        }
        throw new IllegalArgumentException("no parser is called " + wanted);
    }

    private static boolean found(Method method, Object test) throws ReflectiveOperationException {
        try {
            method.invoke(test);
            return false;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Found) {
                return true;
            }
            throw e;
        }
    }

    private static void fuzz(List<byte[]> known, String inputs, String seed, Path folder) {
        try {
            Files.createDirectories(folder);
            for (byte[] input : known) {
                Files.write(folder.resolve("known-" + Integer.toHexString(Arrays.hashCode(input))), input);
            }
            Jazzer.main(Stream.of(
                            "--target_class=" + Guided.class.getName(),
                            "--instrumentation_includes=" + WATCHED,
                            "--custom_hook_includes=" + WATCHED,
                            // The Admin API of the test is a server of its own.
                            "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                            "--reproducer_path=" + folder.getParent(),
                            "-runs=" + inputs,
                            "-seed=" + seed,
                            "-max_len=65536",
                            "-timeout=30",
                            "-rss_limit_mb=2048",
                            "-print_final_stats=1",
                            "-artifact_prefix=" + folder.getParent() + "/",
                            folder.toString())
                    .toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Objects.requireNonNull(parser).read(input);
    }
}
