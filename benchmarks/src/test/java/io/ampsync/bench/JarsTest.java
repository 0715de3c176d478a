package io.ampsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JarsTest {
    @TempDir
    Path directory;

    private Path jar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MULTI_RELEASE, "true");
        main.put(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
        main.put(new Attributes.Name("Export-Package"), "a,".repeat(5_000));
        Path jar = directory.resolve("a.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry("META-INF/services/a"));
            out.write("b".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return jar;
    }

    @Test
    void aShortenedJarHasWhatIsReadAndEveryOtherEntry() throws IOException {
        Path path = jar();
        Jars.shorten(path);
        try (JarFile jar = new JarFile(path.toFile())) {
            assertThat(jar.isMultiRelease()).isTrue();
            assertThat(jar.getManifest().getMainAttributes())
                    .hasSize(3)
                    .containsEntry(Attributes.Name.IMPLEMENTATION_VERSION, "1.2.3");
            assertThat(jar.getInputStream(jar.getEntry("META-INF/services/a"))).hasContent("b");
        }
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void theSameJarBecomesTheSameBytesAndAShortOneStays() throws IOException {
        Path path = jar();
        byte[] before = Files.readAllBytes(path);
        Jars.shorten(path);
        byte[] once = Files.readAllBytes(path);
        Jars.shorten(path);
        assertThat(path).hasBinaryContent(once);

        Files.write(path, before);
        Jars.shorten(path);
        assertThat(path).hasBinaryContent(once);
    }
}
