package io.ampsync.runtime.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads typed values from an environment and collects what is wrong. A blank value counts as unset. */
final class Reading {
    private static final List<String> NAMES =
            List.of(Variable.values()).stream().map(Variable::name).toList();

    private final Map<String, String> environment;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    Reading(Map<String, String> environment) {
        this.environment = environment;
    }

    void problem(Variable variable, String wrong, String fix) {
        problem(variable.name(), wrong, fix);
    }

    void problem(String variable, String wrong, String fix) {
        problems.add(new Problem(variable, wrong, fix));
    }

    /** What is set under names that no enumeration can list. */
    Map<String, String> named(Pattern names) {
        Map<String, String> found = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (names.matcher(name).matches() && !value.isBlank()) {
                found.put(name, value.strip());
            }
        });
        return found;
    }

    /** Something to tell that is no reason to stop. */
    void remark(String sentence) {
        remarks.add(sentence);
    }

    /** In the order of {@link Variable}. */
    List<Problem> problems() {
        problems.addAll(Unknown.problems(environment));
        return problems.stream()
                .sorted(Comparator.comparingInt(problem -> {
                    int place = NAMES.indexOf(problem.variable());
                    return place < 0 ? NAMES.size() : place;
                }))
                .toList();
    }

    List<String> remarks() {
        return remarks;
    }

    /** What was set, without the default. */
    Optional<String> given(Variable variable) {
        return Optional.ofNullable(environment.get(variable.name()))
                .map(String::strip)
                .filter(text -> !text.isEmpty());
    }

    /** What was set, to the last blank: a password may end in one. */
    Optional<Secret> secret(Variable variable) {
        return Optional.ofNullable(environment.get(variable.name()))
                .filter(text -> !text.isEmpty())
                .map(Secret::new);
    }

    /** What was set, or the variable's default, which must exist. */
    String text(Variable variable) {
        return given(variable).or(variable::byDefault).orElseThrow();
    }

    /** A number of the variable's range; its least if it is wrong, so that reading can go on. */
    int number(Variable variable) {
        return givenNumber(variable)
                .orElseGet(() -> Integer.parseInt(variable.byDefault().orElseThrow()));
    }

    /** As {@link #number}, but empty if nothing is set. */
    OptionalInt givenNumber(Variable variable) {
        return given(variable).map(text -> number(variable, text)).orElseGet(OptionalInt::empty);
    }

    /** A number between two others, both allowed, written with a point. */
    double decimal(Variable variable, double least, double most) {
        String text = text(variable);
        try {
            double number = Double.parseDouble(text);
            if (number >= least && number <= most) {
                return number;
            }
            problem(
                    variable,
                    Identifiers.quoted(text) + " is not between " + least + " and " + most,
                    "Use a number in that range (default "
                            + variable.byDefault().orElseThrow() + ").");
        } catch (NumberFormatException _) {
            problem(variable, Identifiers.quoted(text) + " is not a number", "Use a number such as 1.5.");
        }
        return least;
    }

    boolean flag(Variable variable) {
        return choice(variable, Map.of("true", true, "false", false)).orElse(true);
    }

    Duration milliseconds(Variable variable) {
        return Duration.ofMillis(number(variable));
    }

    Duration seconds(Variable variable) {
        return Duration.ofSeconds(number(variable));
    }

    int mebibytes(Variable variable) {
        return Math.toIntExact(Math.min((long) number(variable) << 20, Integer.MAX_VALUE));
    }

    /** One of the choices, spelled in any case; empty, with a problem, if it is none of them. */
    <T> Optional<T> choice(Variable variable, Map<String, T> choices) {
        String text = text(variable);
        Optional<T> chosen = Optional.ofNullable(choices.get(text.toLowerCase(Locale.ROOT)));
        if (chosen.isEmpty()) {
            problem(
                    variable,
                    Identifiers.quoted(text) + " is not a choice",
                    "Use "
                            + String.join(
                                    ", ", choices.keySet().stream().sorted().toList()) + ".");
        }
        return chosen;
    }

    Optional<Path> file(Variable variable) {
        Optional<Path> path = given(variable).map(Path::of);
        path.filter(file -> !Files.isReadable(file))
                .ifPresent(file -> problem(
                        variable, Identifiers.quoted(file.toString()) + " cannot be read", "Name a readable file."));
        return path;
    }

    Optional<Path> directory(Variable variable) {
        Optional<Path> path = given(variable).map(Path::of);
        path.filter(directory -> !Files.isDirectory(directory) || !Files.isWritable(directory))
                .ifPresent(directory -> problem(
                        variable,
                        Identifiers.quoted(directory.toString()) + " is no directory that can be written to",
                        "Name a writable directory."));
        return path;
    }

    private OptionalInt number(Variable variable, String text) {
        Variable.Range range = variable.range().orElseThrow();
        String fix = "Use " + range
                + variable.byDefault().map(d -> " (default " + d + ")").orElse("") + ".";
        try {
            long number = Long.parseLong(text);
            if (number < range.least()) {
                problem(variable, number + " is below " + range.least(), fix);
            } else if (number > range.most()) {
                problem(variable, number + " is above " + range.most(), fix);
            } else {
                return OptionalInt.of((int) number);
            }
        } catch (NumberFormatException _) {
            problem(
                    variable,
                    Identifiers.quoted(text) + " is not a whole number",
                    text.startsWith("tcp://")
                            ? "Kubernetes set it for a Service of that name: set enableServiceLinks: false. " + fix
                            : fix);
        }
        return OptionalInt.of(range.least());
    }
}
