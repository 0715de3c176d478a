package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A port that shakes hands with a certificate of keytool's, and then says nothing. */
final class TlsServer implements AutoCloseable {
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
        Keytool keytool = new Keytool(folder.resolve("key.p12"));
        String start = days < 0 ? (days * 2) + "d" : "-1d";
        keytool.run("-genkeypair -alias k -keyalg EC -dname CN=" + name + " -ext SAN=dns:" + name + " -startdate "
                + start + " -validity " + Math.abs(days));
        Path pem = folder.resolve("ca.pem");
        keytool.run("-exportcert -alias k -rfc -file " + pem);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keytool.open(), Keytool.password());
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
