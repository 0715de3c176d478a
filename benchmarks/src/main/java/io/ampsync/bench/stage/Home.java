package io.ampsync.bench.stage;

import java.nio.file.Path;
import java.util.Objects;

/** Where the project is; the launcher says so. */
public final class Home {
    private static final Path ROOT = Path.of(Objects.requireNonNullElse(System.getProperty("ampsync.home"), "."))
            .toAbsolutePath();

    private Home() {}

    /** What is started to sync: bin/ampsync, or that of an unpacked image. */
    public static Path program() {
        String other = System.getProperty("ampsync.program");
        return other == null ? path("bin/ampsync") : Path.of(other);
    }

    public static Path path(String relative) {
        return ROOT.resolve(relative);
    }
}
