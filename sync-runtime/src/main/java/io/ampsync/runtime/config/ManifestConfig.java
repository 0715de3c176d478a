package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.AMPSYNC_LOG_FORMAT;
import static io.ampsync.runtime.config.Variable.AMPSYNC_MEMORY;
import static io.ampsync.runtime.config.Variable.AMPSYNC_REVISION;
import static io.ampsync.runtime.config.Variable.AMPSYNC_SPOOL_DIRECTORY;
import static io.ampsync.runtime.config.Variable.HEALTH_PORT;
import static io.ampsync.runtime.config.Variable.RUST_LOG;

import io.ampsync.api.Reason;
import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.runtime.fault.SyncException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Settings of a process that is told by manifests: those of its own from the environment, the rest from the spec. */
public final class ManifestConfig {
    /** What belongs to the process, and no spec can say. */
    static final Set<Variable> OF_THE_PROCESS = Set.of(
            HEALTH_PORT, RUST_LOG, AMPSYNC_LOG_FORMAT, AMPSYNC_REVISION, AMPSYNC_MEMORY, AMPSYNC_SPOOL_DIRECTORY);

    private ManifestConfig() {}

    /** Environment variables that a manifest would contradict, unknown ones of ours, and wrong ones of the process. */
    public static List<Problem> problems(Map<String, String> environment) {
        List<Problem> problems = new ArrayList<>();
        for (Variable variable : Variable.values()) {
            boolean set = !environment.getOrDefault(variable.name(), "").isBlank();
            if (set && !OF_THE_PROCESS.contains(variable)) {
                String field = SpecVariables.FIELDS.get(variable);
                problems.add(new Problem(
                        variable.name(),
                        "it has no effect beside a manifest",
                        "Remove it" + (field == null ? "." : ", and set " + field + ".")));
            }
        }
        Reading reading = new Reading(ofTheProcess(environment));
        new SyncConfigReader(reading).report();
        problems.addAll(reading.problems());
        problems.addAll(Unknown.problems(environment));
        return problems;
    }

    /** The part of the settings that is the process's own; {@link #problems} says what is wrong with it. */
    public static ReportSettings process(Map<String, String> environment) {
        return new SyncConfigReader(new Reading(ofTheProcess(environment))).report();
    }

    /**
     * The settings of one sync, with its Secrets as they are now.
     *
     * @throws SyncException {@link Reason#SECRET_MISSING}, or {@link Reason#CONFIGURATION_INVALID} with fields of the
     *     spec
     */
    public static SyncConfig read(AmpSyncManifest manifest, SecretStore secrets, Map<String, String> environment) {
        Map<String, String> variables = new HashMap<>(ofTheProcess(environment));
        SpecVariables.of(manifest, secrets).forEach((variable, value) -> variables.put(variable.name(), value));
        variables.putAll(SpecVariables.selections(manifest));
        return switch (SyncConfig.parse(variables)) {
            case ConfigResult.Valid(SyncConfig config) -> config.asInstance(manifest.instanceUid());
            case ConfigResult.Invalid(List<Problem> problems) ->
                throw new SyncException(
                        Reason.CONFIGURATION_INVALID,
                        problems.stream().map(ManifestConfig::inSpec).collect(Collectors.joining(" ")));
        };
    }

    private static String inSpec(Problem problem) {
        String field = Arrays.stream(Variable.values())
                .filter(variable -> variable.name().equals(problem.variable()))
                .map(variable -> SpecVariables.FIELDS.getOrDefault(variable, variable.name()))
                .findFirst()
                .orElse(problem.variable());
        return (SelectionReader.isOurs(field) ? SelectionReader.inSpec(field) : field) + ": " + problem.wrong() + ".";
    }

    private static Map<String, String> ofTheProcess(Map<String, String> environment) {
        return OF_THE_PROCESS.stream()
                .map(Variable::name)
                .filter(environment::containsKey)
                .collect(Collectors.toMap(name -> name, environment::get));
    }
}
