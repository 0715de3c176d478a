package io.ampsync.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.runtime.config.LogLevel;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.LogSettings.Format;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.event.LogContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final Logger OURS = LoggerFactory.getLogger("io.ampsync.runtime.sync.TableSync");
    private static final Logger THEIRS = LoggerFactory.getLogger("io.netty.handler.Any");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void quiet() {
        Logging.configure(LogSettings.DEFAULT, OutputStream.nullOutputStream());
    }

    @Test
    void theConnectionPoolsStackTracesAreLeftOutUnlessAskedFor() {
        Logger pool = LoggerFactory.getLogger("com.zaxxer.hikari.pool.PoolBase");
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        pool.warn("ampsync - Failed to validate connection", new IllegalStateException("closed"));
        assertThat(lines()).isEmpty();

        configure(Format.TEXT, LogLevel.INFO, Map.of("com.zaxxer.hikari", LogLevel.WARN));
        pool.warn("ampsync - Failed to validate connection");
        assertThat(lines()).singleElement().asString().contains("Failed to validate");
    }

    @Test
    void aTextLineIsTimeLevelEventContextAndValues() {
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        try (var _ = LogContext.table("blocks")) {
            LogContext.network("mainnet");
            LogContext.range(10, 19);
            OURS.atInfo()
                    .addKeyValue("rows", 12)
                    .addKeyValue("reason", "two words, and \"quotes\"")
                    .addKeyValue("empty", "")
                    .log(Events.WATERMARK_SAVED);
            LogContext.leave();
        }
        OURS.warn("after {}", "it");

        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z  INFO watermark_saved .*")
                                .endsWith(" table=blocks network=mainnet range=10-19 rows=12 reason=\"two words, and"
                                        + " \\\"quotes\\\"\" empty=\"\""),
                        line -> assertThat(line).endsWith("  WARN after it"));
    }

    @Test
    void noValueBeginsALineOfItsOwn() {
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        OURS.atInfo().addKeyValue("text", "a\nERROR b").log("one\nERROR two");

        assertThat(lines()).hasSize(1);
    }

    @Test
    void aStackTraceFollowsItsLine() {
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        OURS.atError().setCause(new IllegalStateException("why")).log(Events.STREAM_ERROR);

        assertThat(lines().get(0)).endsWith("ERROR stream_error");
        assertThat(lines().get(1)).isEqualTo("java.lang.IllegalStateException: why");
    }

    @Test
    void aJsonLineIsOneObjectWithNumbersAsNumbers() throws IOException {
        configure(Format.JSON, LogLevel.INFO, Map.of());
        try (var _ = LogContext.table("blocks")) {
            OURS.atInfo()
                    .setCause(new IllegalStateException("why"))
                    .addKeyValue("rows", 12L)
                    .addKeyValue("text", "a\nb")
                    .addKeyValue("level", "mine")
                    .addKeyValue("token", new Secret("s3cret"))
                    .log(Events.WATERMARK_SAVED);
        }

        assertThat(lines()).hasSize(1);
        JsonNode line = new ObjectMapper().readTree(lines().getFirst());
        assertThat(line.path("timestamp").asText()).endsWith("Z");
        assertThat(line.path("level").asText()).isEqualTo("INFO");
        assertThat(line.path("event").asText()).isEqualTo("watermark_saved");
        assertThat(line.path("table").asText()).isEqualTo("blocks");
        assertThat(line.path("rows").isNumber()).isTrue();
        assertThat(line.path("text").asText()).isEqualTo("a\nb");
        assertThat(line.path("level_").asText()).isEqualTo("mine");
        assertThat(line.path("token").asText()).isEqualTo("***");
        assertThat(line.path("error").asText()).startsWith("java.lang.IllegalStateException: why");
    }

    @Test
    void targetsOverrideTheRoot() {
        configure(Format.TEXT, LogLevel.WARN, Map.of("ampsync", LogLevel.DEBUG, "sqlx", LogLevel.ERROR));
        OURS.debug("seen");
        OURS.trace("hidden");
        THEIRS.info("hidden");
        THEIRS.warn("seen too");

        assertThat(lines()).hasSize(2);
    }

    @Test
    void librariesAreQuietUntilAskedFor() {
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        THEIRS.info("hidden");
        assertThat(lines()).isEmpty();

        configure(Format.TEXT, LogLevel.INFO, Map.of("io::netty", LogLevel.INFO));
        THEIRS.info("seen");
        configure(Format.TEXT, LogLevel.DEBUG, Map.of());
        THEIRS.debug("seen");
        assertThat(lines()).hasSize(2);
    }

    @Test
    void offIsSilence() {
        configure(Format.TEXT, LogLevel.OFF, Map.of());
        OURS.error("hidden");

        assertThat(lines()).isEmpty();
    }

    @Test
    void linesOfJavaUtilLoggingComeAlong() {
        configure(Format.TEXT, LogLevel.INFO, Map.of());
        java.util.logging.Logger.getLogger("io.ampsync.any").warning("from jul");
        java.util.logging.Logger.getLogger("io.ampsync.any").fine("hidden");

        assertThat(lines()).singleElement().asString().endsWith("WARN from jul");
    }

    @ParameterizedTest
    @CsvSource({
        "ampsync,             io.ampsync",
        "ampsync::sync,       io.ampsync.runtime.sync",
        "sqlx::query,         sqlx.query",
        "org.postgresql,      org.postgresql",
    })
    void rustTargetsAreLoggersOfOurs(String target, String logger) {
        assertThat(Logging.loggerName(target)).isEqualTo(logger);
    }

    private void configure(Format format, LogLevel root, Map<String, LogLevel> targets) {
        Logging.configure(new LogSettings(format, root, targets), out);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
