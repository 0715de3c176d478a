package io.ampsync.operator.observe;

import java.time.Duration;

/** Learns how polls go. */
@FunctionalInterface
public interface PollTimes {
    void polled(Duration time, boolean answered);
}
