package io.ampsync.bench.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;

/** What a process has used so far, as Linux counts it; 0 elsewhere. */
public final class Cpu {
    /** Ticks per second of {@code /proc}, on every Linux there is. */
    private static final double TICKS = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int IDLE = 4;
    private static final int WAITING = 5;

    private Cpu() {}

    /** Processor seconds, user and system. */
    public static double seconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS;
        } catch (IOException _) {
            return 0;
        }
    }

    public static double seconds(Collection<Long> pids) {
        return pids.stream().mapToDouble(Cpu::seconds).sum();
    }

    /** Processor seconds that nobody has used since the machine started, of all processors. */
    public static double idleSeconds() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            String[] all = lines.findFirst().orElse("").split(" +", -1);
            return (Long.parseLong(all[IDLE]) + Long.parseLong(all[WAITING])) / TICKS;
        } catch (IOException _) {
            return 0;
        }
    }

    /** The most memory that the process has ever had resident, in bytes. */
    public static long peakMemory(long pid) {
        return status(pid, "VmHWM");
    }

    private static long status(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                            .filter(line -> line.startsWith(field + ":"))
                            .map(line -> line.replaceAll("[^0-9]", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0)
                    * 1024;
        } catch (IOException _) {
            return 0;
        }
    }

    /** Name of the processor and how many of it. */
    public static String machine() {
        String model = "";
        try {
            model = Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException _) {
            model = System.getProperty("os.arch");
        }
        return String.format(
                Locale.ROOT,
                "%d x %s, %s %s",
                Runtime.getRuntime().availableProcessors(),
                model,
                System.getProperty("os.name"),
                System.getProperty("os.version"));
    }
}
