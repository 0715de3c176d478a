package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The servers that the contract tests run against, where they are there. */
public enum PostgresServer {
    EMBEDDED_18,
    EMBEDDED_17,
    DEBIAN_15;

    static final Path DEBIAN_BIN = Path.of("/usr/lib/postgresql/15/bin");
    private static final Path EMBEDDED_17_JAR = Path.of("target", "postgres-17", "binaries.jar");

    public boolean present() {
        return switch (this) {
            case EMBEDDED_18 -> true;
            case EMBEDDED_17 -> Files.isRegularFile(EMBEDDED_17_JAR) && linuxOnAmd64();
            case DEBIAN_15 -> Files.isExecutable(DEBIAN_BIN.resolve("postgres"));
        };
    }

    private static boolean linuxOnAmd64() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
                && System.getProperty("os.arch").equals("amd64")
                && !Files.exists(Path.of("/etc/alpine-release"));
    }

    /** The archive of embedded 17, which the build puts beside the classes: the class path has room for one version. */
    static InputStream embedded17() {
        try {
            ZipFile jar = new ZipFile(EMBEDDED_17_JAR.toFile());
            ZipEntry archive = jar.getEntry("postgres-linux-x86_64.txz");
            return jar.getInputStream(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
