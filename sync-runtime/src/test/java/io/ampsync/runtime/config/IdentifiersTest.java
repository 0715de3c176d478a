package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A47: identifiers")
class IdentifiersTest {
    @ParameterizedTest
    @ValueSource(strings = {"blocks", "_private", "Mixed$Case_9", "select", "a"})
    void ordinaryNamesAreAccepted(String name) {
        assertThat(Identifiers.tableProblem(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "9blocks",
                "$x",
                "a-b",
                "a.b",
                "a b",
                "größe",
                "a\"; DROP TABLE blocks; --",
                "blocks;",
                "a\nb",
                "_ampsync_ranges",
                "amp_checkpoints"
            })
    void otherNamesAreRefused(String name) {
        assertThat(Identifiers.tableProblem(name)).isPresent();
        assertThatThrownBy(() -> Identifiers.checkedTable(name))
                .isInstanceOfSatisfying(
                        SyncException.class,
                        failure -> assertThat(failure.reason()).isEqualTo(Reason.IDENTIFIER_INVALID))
                .hasMessageNotContaining("\n");
    }

    @Test
    void sixtyThreeCharactersAreTheLimit() {
        assertThat(Identifiers.problem("a".repeat(63))).isEmpty();
        assertThat(Identifiers.problem("a".repeat(64))).contains("has 64 characters, more than 63");
    }

    @Test
    void schemasOfPostgresAreTaken() {
        assertThat(Identifiers.schemaProblem("pg_catalog")).isPresent();
        assertThat(Identifiers.schemaProblem("information_schema")).isPresent();
        assertThat(Identifiers.schemaProblem("public")).isEmpty();
    }
}
