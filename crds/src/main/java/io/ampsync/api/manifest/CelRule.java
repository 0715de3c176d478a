package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One of the {@code x-kubernetes-validations} of a schema.
 *
 * @param fieldPath relative to the value that carries the rule, empty for that value itself
 * @param transition true if it compares with the value before, and is not asked where there is none
 */
record CelRule(String rule, String message, String fieldPath, boolean transition, CelRuntime.Program program) {
    private static final ObjectMapper PLAIN = new ObjectMapper().enable(DeserializationFeature.USE_LONG_FOR_INTS);
    private static final Set<String> WORDS = Set.of(
            "true",
            "false",
            "null",
            "in",
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while");
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .setResultType(SimpleType.BOOL)
            .build();
    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().build();

    static CelRule of(JsonNode validation) {
        String rule = validation.get("rule").asText();
        try {
            return new CelRule(
                    rule,
                    validation.path("message").asText(),
                    validation.path("fieldPath").asText(),
                    rule.contains("oldSelf"),
                    RUNTIME.createProgram(COMPILER.compile(rule).getAst()));
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException("the rule " + rule + " of the definition is wrong", e);
        }
    }

    /** @param before null if the value is new */
    boolean holds(JsonNode self, @Nullable JsonNode before) {
        if (before == null && transition) {
            return true;
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", plain(self));
        if (before != null) {
            variables.put("oldSelf", plain(before));
        }
        try {
            return Boolean.TRUE.equals(program.eval(variables));
        } catch (CelEvaluationException _) {
            // As the API server has it: a rule that cannot be evaluated does not hold.
            return false;
        }
    }

    private static Object plain(JsonNode value) {
        return escaped(PLAIN.convertValue(value, Object.class));
    }

    /** Members whose name is a word of CEL are named as the API server has it: {@code __namespace__}. */
    private static Object escaped(Object value) {
        return switch (value) {
            case Map<?, ?> members -> {
                Map<Object, Object> renamed = new HashMap<>();
                members.forEach((name, member) ->
                        renamed.put(WORDS.contains(name) ? "__" + name + "__" : name, escaped(member)));
                yield renamed;
            }
            case List<?> items -> items.stream().map(CelRule::escaped).toList();
            default -> value;
        };
    }
}
