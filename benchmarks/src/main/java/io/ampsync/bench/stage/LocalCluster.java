package io.ampsync.bench.stage;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster of an installed PostgreSQL in a temporary folder, run by the user {@code postgres} if we are root. */
final class LocalCluster implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    private static final String PREFIX = "ampsync-bench-pg-";
    private static final Pattern OWNED = Pattern.compile(PREFIX + "(\\d{1,18})-.*");

    private final Path programs;
    private final Path data;
    private final int port;

    private LocalCluster(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Null if none is installed. */
    static @Nullable LocalCluster startOrNull() throws IOException {
        Optional<Path> programs = installed();
        if (programs.isEmpty()) {
            return null;
        }
        removeAbandoned(programs.get());
        Path data = Files.createTempDirectory(PREFIX + ProcessHandle.current().pid() + "-");
        if (isRoot()) {
            Shell.run(List.of("chown", "postgres", data.toString()));
        }
        LocalCluster cluster = new LocalCluster(programs.get(), data, freePort());
        cluster.start();
        return cluster;
    }

    /** A benchmark that was killed leaves its server behind; its process id is in the folder's name. */
    private static void removeAbandoned(Path programs) throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            folders = all.filter(folder -> isAbandoned(folder.getFileName().toString()))
                    .toList();
        }
        folders.forEach(folder -> new LocalCluster(programs, folder, 0).close());
    }

    private static boolean isAbandoned(String name) {
        Matcher owned = OWNED.matcher(name);
        return owned.matches()
                && ProcessHandle.of(Long.parseLong(owned.group(1))).isEmpty();
    }

    private static Optional<Path> installed() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        }
    }

    private void start() {
        run("initdb", "-D", data.toString(), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C");
        run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                data.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -k " + data + " -c listen_addresses=127.0.0.1",
                "start");
    }

    int port() {
        return port;
    }

    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        // A server must not keep our pipe open.
        Shell.run(List.of("sh", "-c", "cd / && exec \"$@\" > /dev/null 2>&1 < /dev/null", "sh"), command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        try {
            run("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
        } catch (IllegalStateException notRunning) {
            // Then only its files are left.
        }
        Shell.run(List.of("rm", "-rf", data.toString()));
    }
}
