package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncConfigTest {
    @Test
    void everyMistakeIsReportedAtOnceAndInOrder() {
        assertThat(problems(Map.of(
                        "DATASET_VERSION", "one",
                        "DATABASE_URL", "postgresql://u:s3cret@h:port/db",
                        "RETENTION_BLOCKS", "1",
                        "AMPSYNC_SHCEMA", "x",
                        "AMP_AUTH_TOKEN", "s3cret s3cret",
                        "TABLES", "a-b")))
                .extracting(Problem::variable)
                .containsExactly(
                        "DATASET",
                        "DATASET_VERSION",
                        "TABLES",
                        "DATABASE_URL",
                        "AMP_AUTH_TOKEN",
                        "RETENTION_BLOCKS",
                        "AMPSYNC_SHCEMA");
    }

    @Test
    void secretsNeverShow() {
        Map<String, String> environment =
                head("DATABASE_URL", "postgresql://u:s3cret@h/db?password=s3cret", "AMP_AUTH_TOKEN", "s3cret");

        assertThat(valid(environment).toString()).doesNotContain("s3cret");
        environment.put("HEALTH_PORT", "-1");
        environment.put("DATABASE_PASSWORD", "s3cret");
        environment.put("AMP_FLIGHT_ADDR", "http://u:s3cret@h");
        environment.put("AMP_ADMIN_API_ADDR", "http://h?token=s3cret");
        assertThat(problems(environment)).hasSize(3).asString().doesNotContain("s3cret");
    }

    @Test
    void bothSpellingsOfTheDatasetAreAMistake() {
        assertThat(problems(head("DATASET_NAME", "eth_rpc")))
                .extracting(Problem::toString)
                .containsExactly(
                        "DATASET: DATASET_NAME is set as well. Keep one spelling, as in" + " DATASET=_/name@1.0.0.");
        assertThat(problems(head("AMP_DATASET_VERSION", "1.0.0"))).hasSize(1);
    }

    @Test
    void olderNamesMayAgreeWithTheNewerOnes() {
        Map<String, String> environment = new HashMap<>(VariableCase.SEED);
        environment.putAll(Map.of("AMP_DATASET_NAME", "eth_rpc", "DB_POOL_SIZE", "5", "MAX_DB_CONNECTIONS", "5"));
        assertThat(valid(environment).database().maxConnections()).isEqualTo(5);

        environment.putAll(Map.of("AMP_DATASET_NAME", "other", "DB_POOL_SIZE", "6"));
        assertThat(problems(environment))
                .extracting(Problem::variable)
                .containsExactly("AMP_DATASET_NAME", "DB_POOL_SIZE");
    }

    @Test
    void theSyncKeepsItsNameOverVersionsAndSpellings() {
        assertThat(valid(head("DATASET", "eth_rpc@dev")).syncName()).isEqualTo("_/eth_rpc");
        assertThat(valid(VariableCase.SEED).syncName()).isEqualTo("_/eth_rpc");
    }

    @ParameterizedTest
    @CsvSource({
        "DATASET,      eth_rpc, '',     '',   true",
        "DATASET,      eth_rpc, blocks, '',   false",
        "DATASET_NAME, eth_rpc, blocks, '',   true",
        "DATASET_NAME, eth_rpc, blocks, s1,   false",
        "DATASET_NAME, eth_rpc, '',     s1,   true",
    })
    void anAdminApiIsNeededOnlyForWhatTheSettingsDoNotSay(
            String name, String dataset, String tables, String era, boolean needed) {
        Map<String, String> environment =
                Map.of(name, dataset, "TABLES", tables, "AMPSYNC_ERA", era, "DATABASE_URL", "postgresql://u@h/db");

        assertThat(valid(environment).adminNeeded()).isEqualTo(needed);
    }

    @Test
    void aDatasetThatTheEraCannotSpellIsRefused() {
        assertThat(problems(head("DATASET", "edge/eth_rpc", "AMPSYNC_ERA", "s2")))
                .extracting(Problem::variable, Problem::wrong)
                .containsExactly(tuple("AMPSYNC_ERA", "a server of that era knows no namespaces"));
    }

    @Test
    void tablesAreNamedOnce() {
        assertThat(problems(head("TABLES", "logs,blocks,logs")))
                .extracting(Problem::wrong)
                .containsExactly("table number 3, 'logs', is named twice");
    }

    @Test
    void aUrlIsPreferredToItsParts() {
        Map<String, String> environment = head("DATABASE_PORT", "none", "DATABASE_HOST", "/run");

        assertThat(valid(environment).database().jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/chain");
    }

    @Test
    void halfADatabaseIsRefused() {
        assertThat(problems(Map.of("DATASET", "a", "DATABASE_USER", "u")))
                .extracting(Problem::variable)
                .containsExactly("DATABASE_NAME");
        assertThat(problems(Map.of("DATASET", "a", "DATABASE_NAME", "d")))
                .extracting(Problem::variable)
                .containsExactly("DATABASE_USER");
    }

    @Test
    void parametersWithoutEffectAreRemarked() {
        assertThat(valid(head("DATABASE_URL", "postgresql://u@h/db?tcp_user_timeout=1"))
                        .remarks())
                .containsExactly("The parameter tcp_user_timeout of DATABASE_URL has no effect.");
    }

    @ParameterizedTest
    @CsvSource({
        "http://amp,             http://amp:80",
        "https://amp,            https://amp:443",
        "grpc://amp,             grpc://amp:1602",
        "grpc://[::1]:99,        grpc://[::1]:99",
        "https://amp:1602/,      https://amp:1602",
    })
    void flightAddressesGetTheirPort(String text, String endpoint) {
        assertThat(valid(head("AMP_FLIGHT_ADDR", text)).flight().endpoint()).hasToString(endpoint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://amp/x",
                "http://",
                "http://a b",
                "http://amp:70000",
                "http://amp_server:1602",
                "amp",
                "http://amp?x=1"
            })
    void otherFlightAddressesAreRefused(String text) {
        assertThat(problems(head("AMP_FLIGHT_ADDR", text)))
                .extracting(Problem::variable)
                .containsExactly("AMP_FLIGHT_ADDR");
    }

    @Test
    void unknownNamesOfOursAreRefusedWithTheNearest() {
        assertThat(problems(head("AMPSYNC_LOGFORMAT", "json", "AMPSYNC_XYZZY_PLUGH", "1")))
                .extracting(Problem::variable, Problem::fix)
                .satisfiesExactly(
                        near -> assertThat(near.toList())
                                .containsExactly("AMPSYNC_LOGFORMAT", "Did you mean AMPSYNC_LOG_FORMAT?"),
                        far -> assertThat(far.toList().getLast().toString()).startsWith("Remove it;"));
    }

    @ParameterizedTest
    @CsvSource({
        "AMPSYNC_IDEMPOTENCY_CLEANUP_DAYS, the journal is not deleted by age",
        "AMPSYNC_IDEMPOTENCY_ENABLED, is always on",
        "AMPSYNC_CHECKPOINT_ENABLED, is always on"
    })
    void settingsOfTheGuideThatMeanNothingHereAreRefusedWithTheReason(String name, String reason) {
        assertThat(problems(head(name, "30"))).singleElement().satisfies(problem -> {
            assertThat(problem.variable()).isEqualTo(name);
            assertThat(problem.fix()).startsWith("Remove it: ").contains(reason);
        });
    }

    @Test
    void secretsOfManifestsAndNamesOfOthersAreNotUnknown() {
        assertThat(valid(head("AMPSYNC_SECRET__DB__PASSWORD", "x", "AMP_DIR", "/x", "PATH", "/bin"))
                        .remarks())
                .isEmpty();
    }

    @Test
    void serviceLinksOfKubernetesAreIgnoredInAClusterOnly() {
        Map<String, String> environment = head(
                "AMPSYNC_SERVICE_HOST", "10.0.0.1",
                "AMPSYNC_SERVICE_PORT_HTTP", "80",
                "AMPSYNC_PORT_80_TCP_ADDR", "10.0.0.1",
                "AMPSYNC_OPERATOR_SERVICE_HOST", "10.0.0.2",
                "AMPSYNC_OPERATOR_PORT", "tcp://10.0.0.2:80");
        assertThat(problems(environment)).hasSize(5);

        environment.put("KUBERNETES_SERVICE_HOST", "10.0.0.10");
        assertThat(valid(environment).remarks()).isEmpty();

        environment.put("AMPSYNC_HEALTH_PORT", "80");
        assertThat(problems(environment)).extracting(Problem::variable).containsExactly("AMPSYNC_HEALTH_PORT");
    }

    @Test
    void logDirectivesAreThoseOfRust() {
        LogSettings.Directives directives =
                LogSettings.directives("warn, ampsync=TRACE,sqlx = error,hyper::proto=off,tonic,a[span{x=1}]=debug,,");

        assertThat(directives.root()).isEqualTo(LogLevel.WARN);
        assertThat(directives.targets())
                .isEqualTo(Map.of(
                        "ampsync", LogLevel.TRACE,
                        "sqlx", LogLevel.ERROR,
                        "hyper::proto", LogLevel.OFF,
                        "tonic", LogLevel.TRACE,
                        "a", LogLevel.DEBUG));
        assertThat(directives.wrong()).isEmpty();
    }

    private static Map<String, String> head(String... pairs) {
        Map<String, String> environment = new HashMap<>(VariableCase.HEAD);
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    private static SyncConfig valid(Map<String, String> environment) {
        ConfigResult result = SyncConfig.parse(environment);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return ((ConfigResult.Valid) result).config();
    }

    private static List<Problem> problems(Map<String, String> environment) {
        ConfigResult result = SyncConfig.parse(environment);
        assertThat(result).isInstanceOf(ConfigResult.Invalid.class);
        return ((ConfigResult.Invalid) result).problems();
    }
}
