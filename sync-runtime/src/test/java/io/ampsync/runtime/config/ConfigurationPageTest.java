package io.ampsync.runtime.config;

import static io.ampsync.runtime.GeneratedPage.row;

import io.ampsync.runtime.GeneratedPage;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigurationPageTest {
    private static final Map<Variable, String> GROUPS = Map.of(
            Variable.DATASET, "What to sync",
            Variable.DATABASE_URL, "The database",
            Variable.AMP_FLIGHT_ADDR, "The source",
            Variable.MAX_CONCURRENT_BATCHES, "Limits",
            Variable.AMPSYNC_RETRY_ENABLED, "Failures that pass",
            Variable.HEALTH_PORT, "What others see");

    @Test
    void thePageHasEveryVariableWithItsDefaultAndRange() throws Exception {
        StringBuilder tables = new StringBuilder();
        for (Variable variable : Variable.values()) {
            if (GROUPS.containsKey(variable)) {
                tables.append("\n### ").append(GROUPS.get(variable)).append("\n\n");
                tables.append(row("Variable", "Default", "Range", "What")).append("|---|---|---|---|\n");
            }
            tables.append(row(
                    "`" + variable + "`",
                    variable.byDefault().map(text -> "`" + text + "`").orElse(""),
                    variable.range().map(Variable.Range::toString).orElse(""),
                    variable.purpose()));
        }
        new GeneratedPage("configuration.md").holds(tables.append('\n').toString());
    }
}
