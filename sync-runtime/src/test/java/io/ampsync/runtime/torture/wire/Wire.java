package io.ampsync.runtime.torture.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All connections of one process to its database. What the process's own threads send and receive is counted, so that
 * they break at a byte that a seed has chosen; the pool's threads only open and close.
 */
public final class Wire implements AutoCloseable {
    private static final long NEVER = Long.MAX_VALUE;
    private static final Map<String, Wire> OPEN = new ConcurrentHashMap<>();

    private final String name;
    private final boolean sessionsLast;
    private final Set<Thread> owners = ConcurrentHashMap.newKeySet();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private Runnable afterCut = () -> {};
    private long sendable = NEVER;
    private long receivable = NEVER;
    private volatile boolean dead;

    /**
     * To be named as {@code socketFactoryArg} with {@link CutSocketFactory}.
     *
     * @param sessionsLast the server's sessions are used again, as behind a pooler; otherwise they end with their client
     */
    public Wire(String name, boolean sessionsLast) {
        this.name = name;
        this.sessionsLast = sessionsLast;
        owners.add(Thread.currentThread());
        OPEN.put(name, this);
    }

    static Wire named(String name) {
        return Objects.requireNonNull(OPEN.get(name), name);
    }

    public String name() {
        return name;
    }

    boolean sessionsLast() {
        return sessionsLast;
    }

    /** Ends the sessions of a server that nobody uses. */
    public static void endIdleSessions(int port) {
        Backend.endIdle(port);
    }

    /** What this thread sends and receives counts as well. Only one of them runs at a time. */
    public void own(Thread thread) {
        owners.add(thread);
    }

    /** All connections break when so many bytes have been sent; what follows is the last thing that happens. */
    public void cutAfterSending(long bytes, Runnable then) {
        sendable = bytes;
        afterCut = then;
    }

    /** All connections break when so many bytes have been received. The server was heard, so it did what was asked. */
    public void cutAfterReceiving(long bytes, Runnable then) {
        receivable = bytes;
        afterCut = then;
    }

    public boolean isArmed() {
        return sendable != NEVER || receivable != NEVER;
    }

    /** Nothing breaks any more. */
    public void disarm() {
        sendable = NEVER;
        receivable = NEVER;
    }

    /** Breaks what is open. */
    public void cut() {
        disarm();
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
    }

    /** As the kernel does for a process that was killed: everything ends, and nothing is opened any more. */
    public void die() {
        dead = true;
        cut();
    }

    void opened(Socket socket) throws IOException {
        if (dead) {
            throw new IOException("the process is dead");
        }
        sockets.add(socket);
    }

    void closed(Socket socket) {
        sockets.remove(socket);
    }

    /** How many of these bytes may be sent. */
    int sending(int bytes) {
        if (!owners.contains(Thread.currentThread()) || sendable == NEVER) {
            return bytes;
        }
        int allowed = (int) Math.min(bytes, sendable);
        sendable -= allowed;
        return allowed;
    }

    int receiving(int bytes) {
        if (!owners.contains(Thread.currentThread()) || receivable == NEVER || bytes <= 0) {
            return bytes;
        }
        int allowed = (int) Math.min(bytes, receivable);
        receivable -= allowed;
        return allowed;
    }

    /** The moment has come. */
    IOException broken() {
        Runnable then = afterCut;
        cut();
        then.run();
        return new IOException("the connection was cut");
    }

    @Override
    public void close() {
        die();
        OPEN.remove(name);
    }
}
