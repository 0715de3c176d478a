package io.ampsync.runtime.torture.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A port before another one, and somebody who stands between the two. */
abstract class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int target;

    Relay(int target) throws IOException {
        this.target = target;
    }

    /** Begins to accept; the last that a constructor does. */
    final void listen() {
        Thread.startVirtualThread(this::accept);
    }

    public final int port() {
        return listener.getLocalPort();
    }

    /** May wait. False leaves a connection alone: accepted, and never answered. */
    abstract boolean connects();

    /** Takes a piece from either side to the other, as much of it as should arrive. May wait. */
    abstract void pass(byte[] bytes, int count, OutputStream to) throws IOException;

    /** Ends every connection. */
    final void disconnect() {
        sockets.forEach(Relay::close);
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.startVirtualThread(() -> connect(client));
            }
        } catch (IOException e) {
            disconnect();
        }
    }

    private void connect(Socket client) {
        if (!connects()) {
            return;
        }
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            sockets.add(server);
            Thread.startVirtualThread(() -> pump(client, server));
            pump(server, client);
        } catch (IOException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count;
            while ((count = in.read(bytes)) >= 0) {
                pass(bytes, count, out);
            }
        } catch (IOException cut) {
            // Both ends go, below.
        }
        close(from);
        close(to);
        sockets.remove(from);
        sockets.remove(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        disconnect();
    }
}
