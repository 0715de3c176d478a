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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A port before another one that can be shut: nothing gets through then, in either direction, and nothing is lost. What was
 * on its way arrives when it is opened again, as late as after a network was split or a process stood still.
 */
public final class Gate implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0);
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);
    private final int target;
    private boolean shut;

    public Gate(int target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void shut() {
        set(true);
    }

    public void open() {
        set(false);
    }

    /** Ends every connection, of which the server hears at once and the client when the gate is open. */
    public void cut() {
        sockets.forEach(Gate::close);
        sockets.clear();
    }

    /** Ends every connection when so many bytes have passed, in both directions together: the last piece arrives cut off. */
    public void cutAfter(long bytes) {
        untilCut.set(bytes);
    }

    /** They have passed. */
    public boolean hasCut() {
        return untilCut.get() > Long.MAX_VALUE / 2;
    }

    private void set(boolean value) {
        lock.lock();
        try {
            shut = value;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitOpen() {
        lock.lock();
        try {
            while (shut) {
                opened.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.startVirtualThread(() -> connect(client));
            }
        } catch (IOException e) {
            cut();
        }
    }

    private void connect(Socket client) {
        awaitOpen();
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
                awaitOpen();
                long left = untilCut.addAndGet(-count);
                if (left < 0) {
                    out.write(bytes, 0, (int) Math.max(0, count + left));
                    untilCut.set(Long.MAX_VALUE);
                    cut();
                } else {
                    out.write(bytes, 0, count);
                }
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
        cut();
        open();
    }
}
