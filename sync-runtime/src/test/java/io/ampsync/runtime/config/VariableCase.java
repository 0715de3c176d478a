package io.ampsync.runtime.config;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one variable does.
 *
 * @param others the environment around it
 * @param read where its value ends up
 * @param byDefault value if it is not set; null if it must be set
 * @param text a good value, and what it means
 * @param bad a bad value; null if there is none
 * @param problem the problem that the bad value is reported as
 */
record VariableCase(
        Variable variable,
        Map<String, String> others,
        Function<SyncConfig, Object> read,
        @Nullable Object byDefault,
        String text,
        Object meaning,
        @Nullable String bad,
        String problem) {
    static final Map<String, String> HEAD =
            Map.of("DATASET", "_/eth_rpc@1.0.0", "DATABASE_URL", "postgresql://writer:pw@db/chain");
    static final Map<String, String> SEED =
            Map.of("DATASET_NAME", "eth_rpc", "DATABASE_USER", "writer", "DATABASE_NAME", "chain");

    static VariableCase of(Variable variable, Map<String, String> others, Function<SyncConfig, Object> read) {
        return new VariableCase(variable, others, read, null, "", "", null, "");
    }

    VariableCase byDefault(Object value) {
        return new VariableCase(variable, others, read, value, text, meaning, bad, problem);
    }

    VariableCase means(String goodText, Object value) {
        return new VariableCase(variable, others, read, byDefault, goodText, value, bad, problem);
    }

    VariableCase refuses(String badText, String expectedProblem) {
        return new VariableCase(variable, others, read, byDefault, text, meaning, badText, expectedProblem);
    }

    Map<String, String> environment(@Nullable String value) {
        Map<String, String> environment = new HashMap<>(others);
        environment.remove(variable.name());
        if (value != null) {
            environment.put(variable.name(), value);
        }
        return environment;
    }

    @Override
    public String toString() {
        return variable.name();
    }
}
