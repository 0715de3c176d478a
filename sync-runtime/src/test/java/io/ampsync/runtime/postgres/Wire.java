package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A TCP proxy before the server that counts round trips, loses an answer, or lets a client vanish. */
final class Wire implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicReference<String> loseAnswerTo = new AtomicReference<>("\0never");
    private final AtomicReference<String> vanishAt = new AtomicReference<>("\0never");
    private volatile boolean refusing;

    Wire(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Times that a client spoke after it had heard something. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** The next request with these words reaches the server; its answer never comes, and the connection breaks. */
    void loseAnswerTo(String words) {
        loseAnswerTo.set(words);
    }

    /** The next request with these words breaks the connection, but the server hears nothing of it. */
    void vanishAt(String words) {
        vanishAt.set(words);
    }

    /** New connections break at once. */
    void refuse(boolean refuse) {
        refusing = refuse;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                    continue;
                }
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                synchronized (sockets) {
                    sockets.add(client);
                    sockets.add(server);
                }
                Pair pair = new Pair(client, server);
                Thread.ofVirtual().start(pair::requests);
                Thread.ofVirtual().start(pair::answers);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;
        private boolean heard = true;
        private boolean losing;
        private boolean vanished;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = client.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!spoken(new String(buffer, 0, n, StandardCharsets.ISO_8859_1))) {
                        break;
                    }
                    server.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException broken) {
                // Ends like the end of the stream.
            }
            hangUp();
        }

        void answers() {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = server.getInputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (!heard()) {
                        break;
                    }
                    client.getOutputStream().write(buffer, 0, n);
                }
            } catch (IOException broken) {
                // Ends like the end of the stream.
            }
            hangUp();
        }

        private synchronized boolean heard() {
            heard = true;
            return !losing && !vanished;
        }

        private synchronized boolean spoken(String text) {
            if (heard) {
                roundTrips.incrementAndGet();
                heard = false;
            }
            losing |= once(loseAnswerTo, text);
            vanished |= once(vanishAt, text);
            return !vanished;
        }

        private static boolean once(AtomicReference<String> words, String text) {
            String wanted = words.get();
            return text.contains(wanted) && words.compareAndSet(wanted, "\0never");
        }

        private synchronized void hangUp() {
            try {
                client.close();
                if (!vanished) {
                    server.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            synchronized (sockets) {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
