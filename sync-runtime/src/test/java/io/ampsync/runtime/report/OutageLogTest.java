package io.ampsync.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.fault.SyncException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageLogTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;
    private final OutageLog log = new OutageLog(() -> now, Duration.ofMinutes(5));

    @BeforeEach
    void listen() {
        Logging.configure(LogSettings.DEFAULT, out);
    }

    @AfterEach
    void quiet() {
        Logging.configure(LogSettings.DEFAULT, OutputStream.nullOutputStream());
    }

    private void awayAfter(long seconds) {
        now = now.plusSeconds(seconds);
        log.databaseAnswered(new SyncException(Reason.DATABASE_UNREACHABLE, "It is away."));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aLongOutageIsToldOnce() {
        awayAfter(0);
        awayAfter(299);
        assertThat(lines()).isEmpty();
        awayAfter(1);
        awayAfter(1_000);
        assertThat(lines())
                .singleElement()
                .asString()
                .contains("db_connection_circuit_breaker_triggered", "seconds=300");
    }

    @Test
    void anAnswerEndsTheOutage() {
        awayAfter(0);
        awayAfter(200);
        log.databaseAnswered(null);
        awayAfter(200);
        assertThat(lines()).isEmpty();
    }
}
