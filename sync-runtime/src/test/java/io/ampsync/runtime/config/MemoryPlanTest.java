package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryPlanTest {
    private static final long MEBI = 1L << 20;

    /** The JVM's flags for an amount of memory, as {@code bin/ampsync} starts it. */
    private record Flags(long heap, long direct) {
        static Flags of(String memory) throws Exception {
            ProcessBuilder script = new ProcessBuilder(
                    Path.of("..", "bin", "memory-flags").toAbsolutePath().toString());
            script.environment().put("AMPSYNC_MEMORY", memory);
            Process process = script.start();
            String line = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .strip();
            assertThat(process.waitFor()).isZero();
            assertThat(line).matches("-Xmx\\d+m -XX:MaxDirectMemorySize=\\d+m");
            List<Long> numbers = java.util.Arrays.stream(line.split("\\D+", -1))
                    .filter(part -> !part.isEmpty())
                    .map(part -> Long.parseLong(part) * MEBI)
                    .toList();
            return new Flags(numbers.get(0), numbers.get(1));
        }
    }

    private static SyncConfig config(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(VariableCase.HEAD);
        environment.putAll(more);
        return ((ConfigResult.Valid) SyncConfig.parse(environment)).config();
    }

    private static MemoryPlan plan(String memory, int tables, Map<String, String> more) throws Exception {
        Flags flags = Flags.of(memory);
        SyncConfig config = config(more);
        return MemoryPlan.of(flags.heap, flags.direct, tables, config.flight(), config.limits());
    }

    @Test
    void eightTablesFitInto512Mebibytes() throws Exception {
        MemoryPlan plan = plan("512Mi", 8, Map.of());

        assertThat(plan.windowBytes()).isBetween(8 * MEBI, 16 * MEBI);
        assertThat(plan.bufferBytes()).isBetween(8 * MEBI, 16 * MEBI);
    }

    @ParameterizedTest
    @CsvSource({"192Mi, 1, 16", "256Mi, 1, 32", "512Mi, 8, 32", "1Gi, 60, 32", "4Gi, 256, 64"})
    void whatIsPlannedIsWithinWhatThereIs(String memory, int tables, int message) throws Exception {
        Flags flags = Flags.of(memory);
        MemoryPlan plan = plan(memory, tables, Map.of("AMPSYNC_GRPC_MAX_DECODE_MB", Integer.toString(message)));

        assertThat(plan.windowBytes() * tables + 2L * message * MEBI).isLessThan(flags.direct);
        assertThat(plan.bufferBytes() * tables).isLessThanOrEqualTo(plan.poolBytes());
        assertThat(plan.poolBytes()).isLessThanOrEqualTo(flags.heap / 2);
        long asked = ByteSize.parse(memory).orElseThrow();
        assertThat(flags.heap + flags.direct).isLessThan(asked - 80 * MEBI);
    }

    @Test
    void aLotOfMemoryChangesNothingBeyondTheSettings() throws Exception {
        MemoryPlan plan = plan("8Gi", 2, Map.of());

        assertThat(plan.windowBytes()).isEqualTo(16 * MEBI);
        assertThat(plan.bufferBytes()).isEqualTo(32 * MEBI);
    }

    @ParameterizedTest
    @CsvSource({"192Mi, 1", "256Mi, 20", "512Mi, 200"})
    void whatCannotFitIsRefusedWithTheVariableAndTheFix(String memory, int tables) {
        assertThatThrownBy(() -> plan(memory, tables, Map.of()))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION_INVALID))
                .hasMessageContainingAll("AMPSYNC_MEMORY", "AMPSYNC_GRPC_MAX_DECODE_MB", "Raise the first by");
    }

    @Test
    void lessThanAJvmNeedsIsAMistakeOfTheSetting() {
        Map<String, String> environment = new HashMap<>(VariableCase.HEAD);
        environment.put("AMPSYNC_MEMORY", "100Mi");

        assertThat(SyncConfig.parse(environment))
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .singleElement()
                                .hasToString(
                                        "AMPSYNC_MEMORY: 100Mi is below 160Mi. Use at least that; 512Mi is enough for"
                                                + " eight tables."));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "3Ki, 3072", "512Mi, 536870912", "2Gi, 2147483648"})
    void amountsAreWrittenAsKubernetesDoes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(OptionalLong.of(bytes));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "512M", "512 Mi", "-1", "1.5Gi", "999999999999999Gi"})
    void everythingElseIsNoAmount(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
