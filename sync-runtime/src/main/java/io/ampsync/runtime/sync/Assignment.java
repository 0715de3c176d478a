package io.ampsync.runtime.sync;

import java.util.function.BooleanSupplier;

/**
 * Which task a table runs. Another version of the dataset is another task for the same table; the table's thread takes it
 * up between two messages. What changes the table's columns happens under this object's lock, so that nobody judges them
 * by a task that is no longer the table's.
 */
final class Assignment {
    private volatile TableTask task;
    private volatile boolean retired;

    Assignment(TableTask task) {
        this.task = task;
    }

    TableTask current() {
        return task;
    }

    boolean isStill(TableTask one) {
        return !retired && task.equals(one);
    }

    /** The table is no more; its thread ends. */
    synchronized void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** Assigns {@code next} if {@code fitting}, which may change the table, says that the table can take its rows. */
    synchronized boolean replace(TableTask next, BooleanSupplier fitting) {
        if (!fitting.getAsBoolean()) {
            return false;
        }
        task = next;
        return true;
    }
}
