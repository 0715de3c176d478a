package io.ampsync.operator.observe;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a pod is asked next: every 10 s; every second while it starts, for a person watches; and the more rarely the
 * longer it does not answer. Spread by a tenth, so that a thousand pods do not fall into step.
 */
record Rhythm(Duration pace, RandomGenerator random) {
    private static final int BRISK_POLLS = 30;

    /** The time until the next poll, after so many since the pod came up. */
    Duration pause(int polls, boolean settled, int failures) {
        long full = pace.toMillis();
        long pause = settled || polls >= BRISK_POLLS ? full : Math.min(full, (full / 10) << Math.min(failures, 4));
        return Duration.ofMillis(pause - random.nextLong(Math.max(1, pause / 10)));
    }
}
