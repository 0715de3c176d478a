package io.ampsync.runtime.torture.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A port before another one that can be shut: nothing gets through then, in either direction, and nothing is lost. What was
 * on its way arrives when it is opened again, as late as after a network was split or a process stood still.
 */
public final class Gate extends Relay {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);
    private boolean shut;

    public Gate(int target) throws IOException {
        super(target);
        listen();
    }

    public void shut() {
        set(true);
    }

    public void open() {
        set(false);
    }

    /** Ends every connection, of which the server hears at once and the client when the gate is open. */
    public void cut() {
        disconnect();
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

    @Override
    boolean connects() {
        lock.lock();
        try {
            while (shut) {
                opened.awaitUninterruptibly();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void pass(byte[] bytes, int count, OutputStream to) throws IOException {
        connects();
        long left = untilCut.addAndGet(-count);
        if (left < 0) {
            to.write(bytes, 0, (int) Math.max(0, count + left));
            untilCut.set(Long.MAX_VALUE);
            cut();
        } else {
            to.write(bytes, 0, count);
        }
    }

    @Override
    public void close() {
        super.close();
        open();
    }
}
