package io.ampsync.runtime.torture.wire;

import java.io.IOException;
import java.io.OutputStream;

/** A port that accepts and answers nothing; until it {@link #opens} into one, it may pass on to another port. */
public final class BlackHole extends Relay {
    private volatile boolean open;

    private BlackHole(int target, boolean open) throws IOException {
        super(target);
        this.open = open;
        listen();
    }

    public static BlackHole now() throws IOException {
        return new BlackHole(0, true);
    }

    public static BlackHole inFrontOf(int port) throws IOException {
        return new BlackHole(port, false);
    }

    /** From now on nothing gets through, in either direction. */
    public void opens() {
        open = true;
    }

    @Override
    boolean connects() {
        return !open;
    }

    @Override
    void pass(byte[] bytes, int count, OutputStream to) throws IOException {
        if (!open) {
            to.write(bytes, 0, count);
        }
    }
}
