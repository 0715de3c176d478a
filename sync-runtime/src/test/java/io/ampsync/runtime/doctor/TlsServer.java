package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A port that shakes hands with a certificate of keytool's, and then says nothing. */
final class TlsServer implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final SSLServerSocket socket;
    private final Path certificate;

    private TlsServer(SSLServerSocket socket, Path certificate) {
        this.socket = socket;
        this.certificate = certificate;
    }

    /**
     * Starts it.
     *
     * @param days from now until the certificate ends, negative if it has ended
     */
    static TlsServer of(Path folder, String name, int days)
            throws IOException, GeneralSecurityException, InterruptedException {
        String store = folder.resolve("key.p12").toString();
        String start = days < 0 ? (days * 2) + "d" : "-1d";
        keytool("-genkeypair -alias k -keyalg EC -dname CN=" + name + " -ext SAN=dns:" + name + " -startdate " + start
                + " -validity " + Math.abs(days) + " -keystore " + store + " -storepass changeit");
        Path pem = folder.resolve("ca.pem");
        keytool("-exportcert -alias k -rfc -file " + pem + " -keystore " + store + " -storepass changeit");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getByName("localhost"));
        TlsServer server = new TlsServer(socket, pem);
        Thread.ofPlatform().daemon().start(server::serve);
        return server;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                SSLSocket caller = (SSLSocket) socket.accept();
                Thread.ofPlatform().daemon().start(() -> shake(caller));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void shake(SSLSocket caller) {
        try (caller) {
            caller.startHandshake();
            caller.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The other side went away, or spoke no TLS, which is what the tests are about.
            Thread.currentThread().getName();
        }
    }

    private static void keytool(String arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments.split(" ")));
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("keytool " + arguments + " ended with " + code);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    Path certificate() {
        return certificate;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
