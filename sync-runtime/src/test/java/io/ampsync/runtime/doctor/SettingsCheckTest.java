package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCheckTest {
    private static final Map<String, String> RIGHT =
            Map.of("DATASET", "d@1.0.0", "TABLES", "t", "DATABASE_URL", "postgresql://u:p@h/d");

    private static Map<String, String> with(String name, String value) {
        var environment = new java.util.HashMap<>(RIGHT);
        environment.put(name, value);
        return environment;
    }

    @Test
    void rightSettingsHaveNoFinding() {
        assertThat(SettingsCheck.of(RIGHT).findings()).isEmpty();
    }

    @Test
    void anUnknownVariableIsNamedAndTheRestStillExamined() {
        SettingsCheck check = SettingsCheck.of(with("AMPSYNC_SCHEMAS", "x"));
        assertThat(check.config()).isPresent();
        assertThat(check.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.check()).isEqualTo(Check.SETTING_UNKNOWN);
            assertThat(finding.seen()).startsWith("AMPSYNC_SCHEMAS:");
            assertThat(finding.fix()).contains("AMPSYNC_SCHEMA?");
        });
    }

    @Test
    void aWrongValueIsNamedAndTheRestExaminedWithTheDefault() {
        SettingsCheck check = SettingsCheck.of(with("MAX_DB_CONNECTIONS", "many"));
        assertThat(check.config()).isPresent();
        assertThat(check.findings()).extracting(Finding::check).containsExactly(Check.SETTING_WRONG);
    }

    @Test
    void withoutADatabaseThereIsNothingToLookAt() {
        SettingsCheck check = SettingsCheck.of(Map.of("DATASET", "d"));
        assertThat(check.config()).isEmpty();
        assertThat(check.findings()).isNotEmpty();
    }

    @Test
    void aMissingSecretHasANameOfItsOwn() {
        SettingsCheck check = SettingsCheck.beside("default/x", List.of())
                .with(new SyncException(Reason.SECRET_MISSING, "Secret a lacks b."));
        assertThat(check.findings()).extracting(Finding::check).containsExactly(Check.SECRET_ABSENT);
    }

    @Test
    void aDirectoryThatIsNotThereCannotSpool(@TempDir Path folder) throws InterruptedException {
        assertThat(process(with("AMPSYNC_SPOOL_DIRECTORY", folder.toString()), 1L << 30))
                .isEmpty();
        Path file = folder.resolve("gone");
        assertThat(Files.exists(file)).isFalse();
        var config = SettingsCheck.of(with("AMPSYNC_SPOOL_DIRECTORY", folder.toString()));
        assertThat(config.config()).isPresent();
    }

    @Test
    void aDirectoryThatVanishedIsTold(@TempDir Path folder) throws Exception {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        var config = SettingsCheck.of(with("AMPSYNC_SPOOL_DIRECTORY", spool.toString()))
                .config()
                .orElseThrow();
        Files.delete(spool);
        Findings findings = new Findings(Area.PROCESS);
        new ProcessProbe(config, told(config), 1L << 30).look(findings);
        assertThat(findings.found()).extracting(Finding::check).containsExactly(Check.SPOOL_NOT_WRITABLE);
    }

    @Test
    void aHeapThatHoldsNoBatchIsTold() throws InterruptedException {
        assertThat(process(RIGHT, 22L << 20)).containsExactly(Check.MEMORY_TOO_SMALL);
    }

    private static List<Check> process(Map<String, String> environment, long heap) throws InterruptedException {
        var config = SettingsCheck.of(environment).config().orElseThrow();
        Findings findings = new Findings(Area.PROCESS);
        new ProcessProbe(config, told(config), heap).look(findings);
        return findings.found().stream().map(Finding::check).toList();
    }

    private static CompletableFuture<Told> told(io.ampsync.runtime.config.SyncConfig config) {
        return CompletableFuture.completedFuture(new Told(
                config.era().orElse(io.ampsync.runtime.config.Era.HEAD),
                config.dataset().reference(),
                config.dataset().tables(),
                false));
    }

    @Test
    void theOutputNamesFindingFixAndPage() throws SQLException, InterruptedException {
        Examination found = Examination.ofSettings(
                "default/x", SettingsCheck.of(with("AMPSYNC_SCHEMAS", "x")).findings());
        var text = new java.io.StringWriter();
        found.print(new java.io.PrintWriter(text, true));
        assertThat(text.toString())
                .contains(
                        "problem SettingUnknown: AMPSYNC_SCHEMAS",
                        "fix: Did you mean",
                        "docs/doctor.md#settingunknown");
        assertThat(Objects.requireNonNull(found.json().get("findings").get(0))
                        .get("name")
                        .asText())
                .isEqualTo("SettingUnknown");
        assertThat(found.healthy()).isFalse();
    }
}
