package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory with room for a few megabytes, where a server may keep tables. */
public final class TinyDisk implements AutoCloseable {
    private final Path folder;

    private TinyDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Skips the test, and says so, where nothing can be mounted.
     *
     * @param data a folder of the server, whose owner gets this one
     */
    public static TinyDisk ofMegabytes(int size, Path data) throws IOException {
        Path folder = Files.createTempDirectory("ampsync-tiny");
        try {
            InstalledPostgres.run(
                    List.of("mount", "-t", "tmpfs", "-o", "size=" + size + "m", "tmpfs", folder.toString()));
        } catch (IOException e) {
            Files.delete(folder);
            Assumptions.abort("a tmpfs cannot be mounted here, so no disk can be filled: " + e.getMessage());
        }
        Files.setOwner(folder, Files.getOwner(data));
        return new TinyDisk(folder);
    }

    @Override
    public String toString() {
        return folder.toString();
    }

    @Override
    public void close() {
        try {
            InstalledPostgres.run(List.of("umount", folder.toString()));
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
