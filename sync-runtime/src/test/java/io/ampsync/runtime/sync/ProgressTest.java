package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            # before, stored, head, quiet seconds, then
            PENDING,     ,    ,    0, BACKFILLING
            PENDING,     ,   9, 9999, BACKFILLING
            BACKFILLING, 5,   9,    0, BACKFILLING
            BACKFILLING, 5,   9,   19, BACKFILLING
            BACKFILLING, 5,   9,   20, STREAMING
            BACKFILLING, 9,   9,    0, STREAMING
            BACKFILLING, 12,  9,    0, STREAMING
            BACKFILLING, 5,    ,   19, BACKFILLING
            BACKFILLING, 5,    ,   20, STREAMING
            STREAMING,   5,    ,    0, STREAMING
            STREAMING,   5, 1005,   0, STREAMING
            STREAMING,   5, 1006,   0, BACKFILLING
            BACKFILLING, 5, 1006, 9999, BACKFILLING
            """)
    void aTableStreamsWhenItHasReachedTheHead(
            TableState before, @Nullable Long stored, @Nullable Long head, long quiet, TableState then) {
        Cursor at = stored == null ? null : new Cursor(stored, BlockHash.ZERO);
        OptionalLong known = head == null ? OptionalLong.empty() : OptionalLong.of(head);

        assertThat(Progress.of(before, at, known, Duration.ofSeconds(quiet))).isEqualTo(then);
    }
}
