package io.ampsync.runtime.sync;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** How a commit runs beside the thread that encodes. A test may let the two take turns, so that nothing is left to chance. */
public interface CommitThreads {
    /** Each commit on a virtual thread. */
    CommitThreads VIRTUAL = (name, commit) -> Thread.ofVirtual().name(name).start(commit);

    void start(String name, Runnable commit);

    /** Lets go of the lock until the other thread may have done something. */
    @SuppressWarnings("WaitNotInLoop") // the caller's
    default void await(ReentrantLock lock, Condition changed) {
        changed.awaitUninterruptibly();
    }
}
