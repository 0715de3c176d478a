package io.ampsync.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages of the documentation, and what stands in their blocks of code. */
public final class Pages {
    public static final Path ROOT =
            Path.of(System.getProperty("basedir", "."), "..").normalize();
    public static final Path DOCS = ROOT.resolve("docs");
    public static final Path DEFINITION = ROOT.resolve("crds/src/main/resources/ampsyncs.ampsync.io.yaml");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)\\n(.*?)^```$");

    private Pages() {}

    /** A block of code; {@code language} as it says itself, or empty. */
    public record Block(String page, String language, String text) {
        @Override
        public String toString() {
            return page + ": " + text.strip();
        }
    }

    /** Those of a folder, and of the folders in it. */
    public static List<Path> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    public static List<Path> all() throws IOException {
        return in(DOCS);
    }

    /** In the order of the pages. */
    public static List<Block> blocks(List<Path> pages) throws IOException {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages) {
            BLOCK.matcher(Files.readString(page))
                    .results()
                    .map(match -> new Block(DOCS.relativize(page).toString(), match.group(1), match.group(2)))
                    .forEach(blocks::add);
        }
        return blocks;
    }
}
