package io.ampsync.runtime.doctor;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.ConfigResult;
import io.ampsync.runtime.config.Problem;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of one sync, and what is wrong with them.
 *
 * @param config empty if they are too wrong to look further
 */
public record SettingsCheck(String name, Optional<SyncConfig> config, List<Finding> findings) {
    private static final String ENVIRONMENT = "environment";

    public SettingsCheck {
        findings = List.copyOf(findings);
    }

    /**
     * Reads an environment. What is wrong does not hide what may be wrong elsewhere: a wrong setting is taken as if it
     * were not there, for the rest of the examination.
     */
    public static SettingsCheck of(Map<String, String> environment) {
        return switch (SyncConfig.parse(environment)) {
            case ConfigResult.Valid(SyncConfig config) ->
                new SettingsCheck(config.syncName(), Optional.of(config), List.of());
            case ConfigResult.Invalid(List<Problem> problems) -> {
                Map<String, String> rest = new HashMap<>(environment);
                problems.forEach(problem -> rest.remove(problem.variable()));
                List<Finding> findings =
                        problems.stream().map(SettingsCheck::finding).toList();
                yield SyncConfig.parse(rest) instanceof ConfigResult.Valid(SyncConfig config)
                        ? new SettingsCheck(config.syncName(), Optional.of(config), findings)
                        : new SettingsCheck(ENVIRONMENT, Optional.empty(), findings);
            }
        };
    }

    /** What the environment says beside a manifest. */
    public static SettingsCheck beside(String name, List<Problem> problems) {
        return new SettingsCheck(
                name,
                Optional.empty(),
                problems.stream().map(SettingsCheck::finding).toList());
    }

    /** The same with the settings of the manifest. */
    public SettingsCheck with(SyncConfig settings) {
        return new SettingsCheck(name, Optional.of(settings), findings);
    }

    /** The same with why the manifest's settings cannot be read. */
    public SettingsCheck with(SyncException failure) {
        List<Finding> all = new ArrayList<>(findings);
        all.add(new Finding(
                Area.SETTINGS,
                failure.reason() == Reason.SECRET_MISSING ? Check.SECRET_ABSENT : Check.SETTING_WRONG,
                String.valueOf(failure.getMessage())));
        return new SettingsCheck(name, Optional.empty(), all);
    }

    private static Finding finding(Problem problem) {
        Check check = problem.wrong().equals("there is no such variable") ? Check.SETTING_UNKNOWN : Check.SETTING_WRONG;
        return new Finding(Area.SETTINGS, check, problem.variable() + ": " + problem.wrong() + ".", problem.fix());
    }
}
