package io.ampsync.runtime.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A host and a port, and what can be seen there without knowing the protocol.
 *
 * @param setting where the reader of a message finds it
 */
record Endpoint(String host, int port, String setting) {
    static final Duration CONNECT = Duration.ofSeconds(2);

    private static final Duration FIRST_BYTES = Duration.ofMillis(700);

    /** What the first bytes of an answer to a request of HTTP/1 show. */
    enum Peer {
        HTTP1,
        HTTP2,
        TLS,
        /** Nothing, or something else. */
        UNKNOWN
    }

    @Override
    public String toString() {
        return host + ":" + port + " (" + setting + ")";
    }

    /** Resolves and connects; empty if the port takes connections. */
    boolean reachable(Findings findings) {
        findings.doing("resolving " + host);
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            findings.add(Check.HOST_UNKNOWN, "There is no address for the host " + host + " of " + setting + ".");
            return false;
        }
        findings.doing("connecting to " + this);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) CONNECT.toMillis());
            return true;
        } catch (ConnectException e) {
            findings.add(Check.PORT_CLOSED, "Nobody listens on " + this + ".");
        } catch (SocketTimeoutException e) {
            findings.add(
                    Check.NOT_ANSWERING,
                    "Connecting to " + this + " had no answer within " + CONNECT.toSeconds() + " s.");
        } catch (IOException e) {
            findings.add(Check.NOT_ANSWERING, "Connecting to " + this + " failed: " + e.getMessage() + ".");
        }
        return false;
    }

    /** Who is there, told by how it answers to a request of HTTP/1, or else to the beginning of a connection of HTTP/2. */
    Peer peer() {
        Peer answer = peer("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        // With the frame SETTINGS, empty.
        return answer == Peer.UNKNOWN ? peer("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0") : answer;
    }

    private Peer peer(String greeting) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            socket.setSoTimeout((int) FIRST_BYTES.toMillis());
            socket.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
            byte[] first = new byte[512];
            int length = socket.getInputStream().read(first);
            return peer(Arrays.copyOf(first, Math.max(0, length)));
        } catch (IOException e) {
            return Peer.UNKNOWN;
        }
    }

    static Peer peer(byte[] first) {
        if (first.length < 5) {
            return Peer.UNKNOWN;
        }
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/")) {
            // A server of gRPC may be so kind as to refuse in HTTP/1.
            return text.toLowerCase(Locale.ROOT).contains("application/grpc") ? Peer.HTTP2 : Peer.HTTP1;
        }
        if (first[0] == 0x15 && first[1] == 3) {
            return Peer.TLS;
        }
        // Three bytes of length, and the type of a frame of HTTP/2: SETTINGS, or GOAWAY because of what we said.
        return first[0] == 0 && (first[3] == 4 || first[3] == 7) ? Peer.HTTP2 : Peer.UNKNOWN;
    }

    /** What is wrong with the TLS of the server; empty if nothing is. */
    Optional<Tls.Fault> tls(Tls tls) {
        return tls.fault(host, port);
    }
}
