package io.ampsync.api.condition;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reasons of conditions; those of a source, a database or a table are {@link io.ampsync.api.Reason}s. */
public enum ConditionReason {
    STREAMING,
    BACKFILLING,
    SUSPENDED,

    ROLLING_OUT,
    WAITING_FOR_RUNTIME,
    WAITING_FOR_WRITER,
    WAITING_FOR_TABLES,
    DRAINING,
    DELETING,
    RUNTIME_UNREACHABLE,
    SOURCE_UNAVAILABLE,
    DATABASE_UNAVAILABLE,
    TABLE_FAILED,

    INVALID_SPEC(Duration.ZERO),
    INVALID_TEMPLATE(Duration.ZERO),
    CLAIMED_BY_OTHER(Duration.ZERO),
    SCHEMA_INCOMPATIBLE(Duration.ZERO),
    DROP_FAILED(Duration.ZERO),
    SECRET_MISSING(Patience.OF_A_PERSON),
    IMAGE_PULL_FAILED(Patience.OF_A_PERSON),
    CRASH_LOOPING(Patience.OF_A_PERSON),
    QUOTA_EXCEEDED(Patience.OF_A_PERSON),
    /** A node may come: never a person's matter for certain. */
    UNSCHEDULABLE,

    CONNECTED,
    NOT_CHECKED,
    COMPATIBLE,
    EPOCH_HELD,
    WAITING,
    FENCED,
    AT_HEAD,
    LAGGING,
    HEAD_UNKNOWN,
    UP_TO_DATE,
    PINNED,
    NEW_VERSION,
    POLL_FAILED;

    private final @Nullable Duration stallsAfter;

    ConditionReason() {
        this.stallsAfter = null;
    }

    ConditionReason(Duration stallsAfter) {
        this.stallsAfter = stallsAfter;
    }

    private static final class Patience {
        static final Duration OF_A_PERSON = Duration.ofMinutes(5);
    }

    /** How long it may last until a person is needed; empty if time may always help. */
    Optional<Duration> stallsAfter() {
        return Optional.ofNullable(stallsAfter);
    }

    /** PascalCase: {@code RollingOut}. */
    public String label() {
        StringBuilder text = new StringBuilder();
        for (String word : name().split("_", -1)) {
            text.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return text.toString();
    }
}
