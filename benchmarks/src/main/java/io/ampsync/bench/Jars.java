package io.ampsync.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code bench jars}: makes the jars of a directory quick to open. Before {@code main} begins the JVM parses the manifest
 * of every jar of which it has a class, and most are lists of packages for OSGi, which nothing here reads.
 */
@Command(name = "jars", description = "Shortens the manifests of the jars in a directory; see bin/aot.")
final class Jars implements Callable<Integer> {
    /** What the JDK, or a library that asks for its own version, looks at. */
    private static final List<Attributes.Name> READ = List.of(
            Attributes.Name.MANIFEST_VERSION,
            Attributes.Name.MULTI_RELEASE,
            Attributes.Name.IMPLEMENTATION_TITLE,
            Attributes.Name.IMPLEMENTATION_VERSION,
            Attributes.Name.MAIN_CLASS,
            new Attributes.Name("Enable-Native-Access"));

    @Parameters(index = "0")
    Path directory = Path.of("build/lib");

    @Override
    public Integer call() throws IOException {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path jar : jars) {
                shorten(jar);
            }
        }
        return 0;
    }

    static void shorten(Path jar) throws IOException {
        Path copy = Files.createTempFile(jar.toAbsolutePath().getParent(), "short", ".tmp");
        try (JarFile from = new JarFile(jar.toFile())) {
            Manifest manifest = from.getManifest();
            if (manifest == null
                    || READ.containsAll(manifest.getMainAttributes().keySet())) {
                Files.delete(copy);
                return;
            }
            try (OutputStream out = Files.newOutputStream(copy);
                    JarOutputStream to = new JarOutputStream(out)) {
                to.setLevel(1);
                put(to, new JarEntry(JarFile.MANIFEST_NAME), bytes(manifest));
                for (JarEntry entry : (Iterable<JarEntry>) from.stream()::iterator) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        put(
                                to,
                                new JarEntry(entry.getName()),
                                from.getInputStream(entry).readAllBytes());
                    }
                }
            }
        }
        Files.move(copy, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void put(JarOutputStream to, JarEntry entry, byte[] content) throws IOException {
        // The same bytes again from the same jar, so that the cache is made anew only if something changed.
        entry.setTime(0);
        to.putNextEntry(entry);
        to.write(content);
        to.closeEntry();
    }

    private static byte[] bytes(Manifest manifest) throws IOException {
        Manifest shorter = new Manifest();
        manifest.getMainAttributes().forEach((name, value) -> {
            if (READ.contains((Attributes.Name) name)) {
                shorter.getMainAttributes().put(name, value);
            }
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        shorter.write(out);
        return out.toByteArray();
    }
}
