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

/** A port that accepts and answers nothing; until it {@link #opens} into one, it may pass on to another port. */
public final class BlackHole implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final int target;
    private volatile boolean open;

    private BlackHole(int target, boolean open) throws IOException {
        this.target = target;
        this.open = open;
        Thread.startVirtualThread(this::accept);
    }

    public static BlackHole now() throws IOException {
        return new BlackHole(0, true);
    }

    public static BlackHole inFrontOf(int port) throws IOException {
        return new BlackHole(port, false);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on nothing gets through, in either direction. */
    public void opens() {
        open = true;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                if (!open) {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    sockets.add(server);
                    Thread.startVirtualThread(() -> pump(client, server));
                    Thread.startVirtualThread(() -> pump(server, client));
                }
            }
        } catch (IOException e) {
            close();
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int count;
            while ((count = in.read(bytes)) >= 0) {
                if (!open) {
                    out.write(bytes, 0, count);
                    out.flush();
                }
            }
            to.close();
        } catch (IOException e) {
            close(from);
            close(to);
        }
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
        sockets.forEach(BlackHole::close);
    }
}
