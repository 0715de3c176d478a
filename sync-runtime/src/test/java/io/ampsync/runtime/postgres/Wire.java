package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A TCP proxy before the server that counts round trips and can lose an answer. */
final class Wire implements AutoCloseable {
    private final int serverPort;
    private final ServerSocket listener;
    private final List<Socket> sockets = new ArrayList<>();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private volatile String loseAnswerTo = "";

    Wire(int serverPort) throws IOException {
        this.serverPort = serverPort;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Times that the client spoke after it had heard something. */
    int roundTrips() {
        return roundTrips.get();
    }

    /** The next request with these words reaches the server; its answer never comes, and the connection breaks. */
    void loseAnswerTo(String words) {
        loseAnswerTo = words;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                synchronized (sockets) {
                    sockets.add(client);
                    sockets.add(server);
                }
                new Pair(client, server).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;
        private boolean heard = true;
        private volatile boolean losing;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void start() {
            Thread.ofVirtual().start(() -> pump(client, server, true));
            Thread.ofVirtual().start(() -> pump(server, client, false));
        }

        private void pump(Socket from, Socket to, boolean request) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (request) {
                        spoken(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                    } else if (losing) {
                        return;
                    } else {
                        heard();
                    }
                    out.write(buffer, 0, n);
                    out.flush();
                }
            } catch (IOException broken) {
                // The other end learns it by the sockets being closed.
            }
        }

        private synchronized void heard() {
            heard = true;
        }

        private synchronized void spoken(String text) {
            if (heard) {
                roundTrips.incrementAndGet();
                heard = false;
            }
            if (!loseAnswerTo.isEmpty() && text.contains(loseAnswerTo)) {
                loseAnswerTo = "";
                losing = true;
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
