package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that the system's packages installed, with a new cluster in a temporary folder. */
final class InstalledPostgres {
    private InstalledPostgres() {}

    /** The port. PostgreSQL refuses to run as root, so there the account of the package runs it. */
    static int start(Path bin) throws IOException {
        Path home = Files.createTempDirectory("ampsync-postgres");
        List<String> as = asItsAccount();
        giveTo(home);
        String data = home.resolve("data").toString();
        int port = freePort();
        String options = "-p " + port + " -k " + home + " -c listen_addresses=127.0.0.1 -c fsync=off";
        run(join(as, bin.resolve("initdb").toString(), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"));
        run(join(as, bin.resolve("pg_ctl").toString(), "-D", data, "-o", options, "-l", home + "/log", "-w", "start"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                run(join(as, bin.resolve("pg_ctl").toString(), "-D", data, "-m", "immediate", "stop"));
                run(List.of("rm", "-rf", home.toString()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }));
        return port;
    }

    /** What to put before a command of the server's. */
    static List<String> asItsAccount() {
        return isRoot() ? List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups") : List.of();
    }

    static void giveTo(Path home) throws IOException {
        if (isRoot()) {
            run(List.of("chown", "postgres", home.toString()));
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static List<String> join(List<String> prefix, String... command) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of(command));
        return words;
    }

    static void run(List<String> command) throws IOException {
        Path output = Files.createTempFile("ampsync-postgres", ".out");
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + " failed: " + Files.readString(output, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(output);
        }
    }
}
