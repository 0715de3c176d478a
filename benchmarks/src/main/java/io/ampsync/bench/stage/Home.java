package io.ampsync.bench.stage;

import java.nio.file.Path;
import java.util.Objects;

/** Where the project is; the launcher says so. */
public final class Home {
    private static final Path ROOT = Path.of(Objects.requireNonNullElse(System.getProperty("ampsync.home"), "."))
            .toAbsolutePath();

    private Home() {}

    public static Path path(String relative) {
        return ROOT.resolve(relative);
    }
}
