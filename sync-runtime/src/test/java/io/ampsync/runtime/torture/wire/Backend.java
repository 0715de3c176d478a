package io.ampsync.runtime.torture.wire;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A session of the server that may outlive its client, as behind a pooler: what the client left open is failed and rolled
 * back, and the next client gets the greeting that the first one got. A new session, with empty caches, costs the server
 * as much as all that a process asks of it.
 */
final class Backend {
    private static final int ANSWER_MILLIS = 1_000;
    private static final Map<SocketAddress, Queue<Backend>> IDLE = new ConcurrentHashMap<>();

    /** The last statement of {@link #CLEANING}; nobody else listens. */
    private static final String CLEANED = "UNLISTEN";

    /** Ends a COPY, fails what has no Sync yet, as the end of a connection does, and ends the transaction. */
    private static final byte[] CLEANING = cleaning();

    private final SocketAddress address;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final boolean lasts;
    private final KeptPlans plans = new KeptPlans();
    private final ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    private final ByteArrayOutputStream passing = new ByteArrayOutputStream();
    private final Messages received = new Messages(false);
    private final ReentrantLock lock = new ReentrantLock();
    private Messages sent = new Messages(true);
    private InputStream readable = InputStream.nullInputStream();
    private boolean greeted;
    private int calls;
    private boolean left;

    private Backend(SocketAddress address, Socket socket, boolean lasts) throws IOException {
        this.address = address;
        this.socket = socket;
        this.lasts = lasts;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    /**
     * One that a client has left, or a new one.
     *
     * @param lasts it may outlive this client, too
     */
    static Backend of(SocketAddress address, int timeout, boolean lasts) throws IOException {
        Backend idle;
        while (lasts && (idle = idle(address).poll()) != null) {
            if (idle.isClean()) {
                idle.begin();
                return idle;
            }
            idle.end();
        }
        Socket socket = new Socket();
        socket.connect(address, timeout);
        return new Backend(address, socket, lasts);
    }

    private static Queue<Backend> idle(SocketAddress address) {
        return IDLE.computeIfAbsent(address, _ -> new ConcurrentLinkedQueue<>());
    }

    /** Ends those of a server that nobody uses. */
    static void endIdle(int port) {
        IDLE.forEach((address, idle) -> {
            if (address instanceof InetSocketAddress server && server.getPort() == port) {
                for (Backend next = idle.poll(); next != null; next = idle.poll()) {
                    next.end();
                }
            }
        });
    }

    Socket socket() {
        return socket;
    }

    private void begin() {
        readable = new ByteArrayInputStream(greeting.toByteArray());
        sent = new Messages(true);
        plans.forget();
        left = false;
    }

    int read(byte[] bytes, int offset, int length) throws IOException {
        enter();
        try {
            if (!lasts) {
                return in.read(bytes, offset, length);
            }
            while (readable.available() == 0) {
                if (!received.readFrom(in)) {
                    return -1;
                }
                readable = new ByteArrayInputStream(answers());
            }
            return readable.read(bytes, offset, length);
        } finally {
            leave();
        }
    }

    private byte[] answers() {
        passing.reset();
        while (received.next()) {
            plans.answered(received, passing);
            if (!greeted) {
                received.copyTo(greeting);
                greeted = received.type() == 'Z';
            }
        }
        return passing.toByteArray();
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        enter();
        try {
            if (lasts) {
                sent.add(bytes, offset, length);
                out.write(questions());
            } else {
                out.write(bytes, offset, length);
            }
        } finally {
            leave();
        }
    }

    /** Half a message stays here: the server would do nothing with it. */
    private byte[] questions() {
        passing.reset();
        while (sent.next()) {
            if (sent.isFirst()) {
                if (!greeted) {
                    sent.copyTo(passing);
                }
            } else if (sent.type() != 'X') {
                plans.asked(sent, passing);
            }
        }
        return passing.toByteArray();
    }

    private void enter() throws SocketException {
        lock.lock();
        try {
            if (left) {
                throw new SocketException("Socket closed");
            }
            calls++;
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            calls--;
        } finally {
            lock.unlock();
        }
    }

    /** Its client is gone. */
    void abandon() {
        lock.lock();
        try {
            if (left) {
                return;
            }
            left = true;
            if (!lasts || calls > 0 || !greeted || asksForPassword()) {
                end();
                return;
            }
            out.write(CLEANING);
            idle(address).add(this);
        } catch (IOException gone) {
            end();
        } finally {
            lock.unlock();
        }
    }

    /** Then every greeting is another. */
    private boolean asksForPassword() {
        return ByteBuffer.wrap(greeting.toByteArray()).getInt(Messages.BODY) != 0;
    }

    private void end() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads all that its last client did not. */
    private boolean isClean() {
        try {
            socket.setSoTimeout(ANSWER_MILLIS);
            boolean cleaned = false;
            do {
                while (received.next()) {
                    cleaned |= received.type() == 'C'
                            && received.rest(Messages.BODY).startsWith(CLEANED);
                    if (cleaned && received.type() == 'Z') {
                        return true;
                    }
                }
            } while (received.readFrom(in));
        } catch (IOException e) {
            return false;
        }
        return false;
    }

    private static byte[] cleaning() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        message(all, 'f', "gone\0");
        message(all, 'E', "no such portal\0\0\0\0\0");
        message(all, 'S', "");
        message(all, 'Q', "ROLLBACK\0");
        message(all, 'Q', "CLOSE ALL; RESET ALL; SELECT pg_advisory_unlock_all(); " + CLEANED + " *\0");
        return all.toByteArray();
    }

    private static void message(ByteArrayOutputStream to, char type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        to.write(type);
        to.writeBytes(ByteBuffer.allocate(4).putInt(4 + bytes.length).array());
        to.writeBytes(bytes);
    }
}
