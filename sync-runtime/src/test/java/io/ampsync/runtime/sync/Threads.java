package io.ampsync.runtime.sync;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where every thread of this process is, virtual ones included: what a test that waited in vain has to show. */
final class Threads {
    private Threads() {}

    /** The file that says it. */
    static Path dumped() {
        Path file = Path.of("target", "threads-" + System.nanoTime() + ".txt").toAbsolutePath();
        try {
            Files.createDirectories(file.getParent());
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
