package io.ampsync.runtime.postgres;

/**
 * Hears where a commit is, so that tests can stop it there. The points, in order: {@code begin.before},
 * {@code begin.after}, {@code delete.before}, {@code delete.after}, {@code copy.before}, {@code copy.piece} (after each
 * piece), {@code copy.end}, {@code copy.after}, {@code commit.before}, {@code commit.after}; delete and copy only if
 * there is something to delete or to copy.
 */
public interface CommitProbe {
    CommitProbe NONE = point -> {};

    void at(String point);
}
