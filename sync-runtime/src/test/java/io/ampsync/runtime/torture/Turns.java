package io.ampsync.runtime.torture;

import io.ampsync.runtime.sync.CommitThreads;
import io.ampsync.runtime.torture.wire.Wire;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writer's thread and the one that commits, of which only one runs at a time: it passes the turn on where it has to
 * wait for the other, where it ends, and where a seed says so.
 */
final class Turns implements CommitThreads {
    private final Wire wire;
    private final SplittableRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passed = lock.newCondition();
    private boolean committing;
    private boolean writersTurn = true;

    Turns(Wire wire, SplittableRandom random) {
        this.wire = wire;
        this.random = random;
    }

    @Override
    public void start(String name, Runnable commit) {
        committing = true;
        Thread thread = Thread.ofPlatform().name(name).unstarted(() -> {
            awaitTurn(false);
            commit.run();
            committing = false;
            pass();
        });
        wire.own(thread);
        thread.start();
        mayPass(2);
    }

    @Override
    public void await(ReentrantLock held, Condition changed) {
        held.unlock();
        try {
            passAndAwait();
        } finally {
            held.lock();
        }
    }

    /** A commit is on its way. Asked by whose turn it is. */
    boolean isCommitting() {
        return committing;
    }

    /** Lets the other one run, once in so many times. */
    void mayPass(int times) {
        if (committing && random.nextInt(times) == 0) {
            passAndAwait();
        }
    }

    private void passAndAwait() {
        boolean writer = writersTurn;
        pass();
        awaitTurn(writer);
    }

    private void pass() {
        lock.lock();
        try {
            writersTurn = !writersTurn;
            passed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitTurn(boolean writer) {
        lock.lock();
        try {
            while (writersTurn != writer) {
                passed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
