package io.ampsync.bench.stage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JMH in a process of its own. */
public final class Microbenchmarks {
    private Microbenchmarks() {}

    /**
     * Measures every benchmark that the pattern names, {@code times} seconds each, into a JSON file.
     *
     * @param more arguments of JMH
     */
    public static void run(Path results, int times, String pattern, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Home.path("bin/bench").toString(),
                "micro",
                pattern,
                "-f",
                "1",
                "-wi",
                Integer.toString(times),
                "-w",
                "1s",
                "-i",
                Integer.toString(times),
                "-r",
                "1s",
                "-prof",
                "gc",
                "-rf",
                "json",
                "-rff",
                results.toString()));
        command.addAll(List.of(more));
        String _ = Shell.run(command);
    }
}
