package io.ampsync.runtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.runtime.Pages;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What is wrong with a kubectl line, as far as our resource definition and this repository can tell. */
final class Kubectl {
    private static final Set<String> VERBS =
            Set.of("get", "describe", "wait", "apply", "delete", "exec", "port-forward", "create");

    private static final Set<String> KINDS = Set.of("secret", "pod", "pods", "crd", "events", "deploy", "svc");
    private static final Set<String> FLAGS = Set.of("-w", "--watch", "--timeout", "--from-literal");
    private static final Set<String> OUTPUTS = Set.of("wide", "yaml", "json");
    private static final Pattern STEP = Pattern.compile("\\.(\\w+)(?:\\[\\?\\(@\\.type==\"(\\w+)\"\\)])?");
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Z]+|ampsync\\.yaml");

    private final JsonNode definition = new YAMLMapper().readTree(Pages.DEFINITION.toFile());
    private final Set<String> ours = new TreeSet<>();

    Kubectl() throws IOException {
        JsonNode names = definition.at("/spec/names");
        ours.add(names.path("plural").asText());
        ours.add(names.path("singular").asText());
        names.path("shortNames").forEach(name -> ours.add(name.asText()));
        ours.add(definition.at("/metadata/name").asText());
    }

    /** One line each; none if nothing is wrong. */
    List<String> findings(List<String> arguments) throws IOException {
        List<String> findings = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            if (word.equals("--")) {
                break;
            }
            String[] option = word.split("=", 2);
            boolean valued = Set.of("-n", "-f", "-o", "--field-selector").contains(word);
            String value = valued ? arguments.get(++i) : option[option.length - 1];
            if (!word.startsWith("-")) {
                names.add(word);
            } else if (!word.equals("-n") && !FLAGS.contains(option[0])) {
                option(option[0], value).forEach(findings::add);
            }
        }
        String verb = names.removeFirst();
        if (!VERBS.contains(verb)) {
            findings.add("no verb " + verb);
        }
        if (!names.isEmpty()) {
            resource(names).forEach(findings::add);
        }
        return findings;
    }

    private List<String> option(String name, String value) throws IOException {
        return switch (name) {
            case "-f" ->
                said(
                        Files.exists(Pages.ROOT.resolve(value))
                                || PLACEHOLDER.matcher(value).matches(),
                        value);
            case "--for" -> condition(value.replaceFirst("^condition=", ""));
            case "--field-selector" -> said(isEvent(value.replaceFirst("^reason=", "")), "no event " + value);
            case "-o" -> value.startsWith("jsonpath=") ? path(value) : said(OUTPUTS.contains(value), value);
            default -> List.of("no option " + name);
        };
    }

    private static List<String> said(boolean right, String otherwise) {
        return right ? List.of() : List.of(otherwise);
    }

    private static List<String> condition(String type) {
        return said(
                Arrays.stream(ConditionType.values())
                        .anyMatch(known -> known.label().equals(type)),
                "no condition " + type);
    }

    private static boolean isEvent(String reason) throws IOException {
        return Files.readString(
                        Pages.ROOT.resolve("operator/src/main/java/io/ampsync/operator/status/Transitions.java"))
                .contains('"' + reason + '"');
    }

    /** Fields of our status, and types of its conditions; of a Secret there are only two fields. */
    private List<String> path(String expression) {
        JsonNode at = definition.at("/spec/versions/0/schema/openAPIV3Schema");
        List<String> findings = new ArrayList<>();
        for (MatchResult step : STEP.matcher(expression).results().toList()) {
            at = at.path("properties").path(step.group(1));
            at = at.path("type").asText().equals("array") ? at.path("items") : at;
            if (step.group(2) != null) {
                findings.addAll(condition(Objects.requireNonNull(step.group(2))));
            }
        }
        if (at.isMissingNode() && !expression.equals("jsonpath={.data}")) {
            findings.add("no field " + expression);
        }
        return findings;
    }

    private List<String> resource(List<String> names) {
        String kind = names.getFirst().split("/", -1)[0];
        if (kind.equals("crd")) {
            String name = names.getLast();
            return said(name.equals(definition.at("/metadata/name").asText()), "no definition " + name);
        }
        return said(ours.contains(kind) || KINDS.contains(kind), "no kind " + kind);
    }
}
