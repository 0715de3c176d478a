package io.ampsync.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableSelectionTest {
    @ParameterizedTest
    @DisplayName("A31: what cannot be streamed is refused with its name, and all of it at once")
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT a, b FROM t WHERE a > 1 AND b IS NOT NULL | ''",
                "SELECT a FROM t UNION ALL SELECT a FROM u | ''",
                "SELECT count(*) FROM t | Aggregate",
                "SELECT a FROM t GROUP BY a | Aggregate",
                "SELECT a FROM t GROUP BY a HAVING max(b) > 1 | Aggregate",
                "SELECT CASE WHEN a > 1 THEN sum(b) ELSE 0 END FROM t | Aggregate",
                "SELECT DISTINCT a FROM t | Distinct",
                "SELECT a FROM t JOIN u ON t.a = u.a | Join",
                "SELECT a FROM t, u | Join",
                "SELECT a FROM t WHERE a IN (SELECT b FROM u) | Join",
                "SELECT a FROM t WHERE EXISTS (SELECT 1 FROM u) | Join",
                "SELECT row_number() OVER (ORDER BY a) FROM t | Window",
                "WITH RECURSIVE r AS (SELECT a FROM t) SELECT a FROM r | RecursiveQuery",
                "SELECT a FROM t ORDER BY a | Sort",
                "SELECT a FROM t LIMIT 3 | Limit",
                "SELECT a FROM t OFFSET 3 | Limit",
                "SELECT a FROM (SELECT DISTINCT b AS a FROM t) x | Distinct",
                "SELECT DISTINCT a, sum(b) OVER () FROM t JOIN u ON t.a = u.a ORDER BY a LIMIT 1 |"
                        + " Distinct Join Limit Sort Window",
            })
    void everyConstructHasItsLabel(String sql, String labels) {
        assertThat(String.join(" ", Unstreamable.in(Unstreamable.parse(sql)))).isEqualTo(labels);
    }

    /** Words in strings, names and comments are no constructs. */
    @Test
    @DisplayName("A31: it is parsed and not searched for words")
    void wordsAreNotConstructs() {
        TableSelection selection = TableSelection.of(
                List.of(), "\"limit\" = 'ORDER BY x' AND joiner <> 'count(*)' -- GROUP BY\n AND distinct_id = 1");

        assertThat(selection.where())
                .isEqualTo("\"limit\" = 'ORDER BY x' AND joiner <> 'count(*)' AND distinct_id = 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a = 1 LIMIT 3", "count(*) > 1", "a IN (SELECT b FROM u)", "a = 1 ORDER BY a"})
    void aConditionThatIsMoreIsRefused(String where) {
        assertThatThrownBy(() -> TableSelection.of(List.of(), where)).hasMessageStartingWith("Amp does not stream ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a =", "a = 1; DROP TABLE t", "a = 1 UNION SELECT * FROM u", "a) OR ((b", "'"})
    void whatIsNoConditionIsRefused(String where) {
        assertThatThrownBy(() -> TableSelection.of(List.of(), where)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("A29: the query has the chosen columns quoted, the block number always, and the condition whole")
    void theQueryIsPushedToTheSource() {
        assertThat(TableSelection.ALL.from("eth.logs")).isEqualTo("SELECT * FROM eth.logs");
        assertThat(TableSelection.of(List.of("from", "Mixed"), "a = 1 OR b = 2").from("eth.logs"))
                .isEqualTo("SELECT \"_block_num\", \"from\", \"Mixed\" FROM eth.logs WHERE (a = 1 OR b = 2)");
        assertThat(TableSelection.of(List.of("a", "_block_num"), "").from("eth.logs"))
                .isEqualTo("SELECT \"a\", \"_block_num\" FROM eth.logs");
    }

    @Test
    void theIdentityDependsOnWhatIsSelectedAndNotOnHowItIsWritten() {
        assertThat(TableSelection.of(List.of("b", "a"), "x  =  1 /* why */").identity())
                .isEqualTo(TableSelection.of(List.of("a", "b"), "x = 1").identity())
                .isEqualTo("columns a, b where x = 1");
        assertThat(TableSelection.ALL.identity()).isEmpty();
    }

    @Test
    void mistakesAreReportedUnderTheirVariable() {
        ConfigResult result = SyncConfig.parse(Map.of(
                "DATASET", "eth_rpc",
                "DATABASE_URL", "postgresql://amp@localhost/amp",
                "TABLES", "logs",
                "AMPSYNC_TABLE_LOGS_WHERE", "a = 1 LIMIT 3",
                "AMPSYNC_TABLE_LGOS_COLUMNS", "a,b",
                "AMPSYNC_TABLE_LOGS_WEHRE", "a = 1"));

        assertThat(result)
                .isInstanceOfSatisfying(
                        ConfigResult.Invalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(Problem::variable)
                                .containsExactlyInAnyOrder(
                                        "AMPSYNC_TABLE_LOGS_WHERE",
                                        "AMPSYNC_TABLE_LGOS_COLUMNS",
                                        "AMPSYNC_TABLE_LOGS_WEHRE"));
    }
}
