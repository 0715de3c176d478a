package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatabaseSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What no server of the test machine is or has: old versions, a full disk, a standby, minimal WAL. */
class DatabaseRulesTest {
    private static final DatabaseSettings SETTINGS =
            new DatabaseSettings("jdbc:postgresql://h:1/d", "u", null, "public", 10, Map.of());

    private static List<Check> judged(
            Map<String, String> settings, boolean standby, Optional<DatabaseFacts.Disk> disk) {
        Map<String, String> all = new HashMap<>(Map.of("server_version_num", "180000"));
        all.putAll(settings);
        Findings findings = new Findings(Area.DATABASE);
        DatabaseRules.judge(
                new DatabaseFacts(all, "u", "UTF8", standby, 50, -1, true, Duration.ZERO, disk), SETTINGS, findings);
        return findings.found().stream().map(Finding::check).toList();
    }

    @Test
    void aServerOfToday() {
        assertThat(judged(Map.of(), false, Optional.empty())).isEmpty();
    }

    @Test
    void oldServers() {
        assertThat(judged(Map.of("server_version_num", "120009"), false, Optional.empty()))
                .containsExactly(Check.SERVER_TOO_OLD);
        assertThat(judged(Map.of("server_version_num", "140002"), false, Optional.empty()))
                .containsExactly(Check.SERVER_UNTESTED);
    }

    @Test
    void aStandbyIsReadOnlyForOneReasonOnly() {
        assertThat(judged(Map.of("default_transaction_read_only", "on"), true, Optional.empty()))
                .containsExactly(Check.STANDBY);
    }

    @Test
    void minimalWal() {
        assertThat(judged(Map.of("wal_level", "minimal"), false, Optional.empty()))
                .containsExactly(Check.WAL_MINIMAL);
    }

    @Test
    void pagesThatCanBeTorn() {
        assertThat(judged(Map.of("full_page_writes", "off"), false, Optional.empty()))
                .containsExactly(Check.FSYNC_OFF);
    }

    @Test
    void aDiskThatIsNearlyFull() {
        assertThat(judged(Map.of(), false, Optional.of(new DatabaseFacts.Disk("/d", 2L << 30, 100L << 30))))
                .containsExactly(Check.DISK_NEARLY_FULL);
        assertThat(judged(Map.of(), false, Optional.of(new DatabaseFacts.Disk("/d", 50L << 30, 100L << 30))))
                .isEmpty();
    }

    @Test
    void aTimeoutOfNoneIsNoTimeout() {
        assertThat(judged(Map.of("statement_timeout", "0", "lock_timeout", "60000"), false, Optional.empty()))
                .isEmpty();
    }

    @Test
    void manyTablesAndFewConnections() {
        Findings findings = new Findings(Area.DATABASE);
        DatabaseRules.pool(3, 20, findings);
        DatabaseRules.pool(12, 20, findings);
        assertThat(findings.found())
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).isEqualTo("20 tables share 3 connections."));
    }
}
