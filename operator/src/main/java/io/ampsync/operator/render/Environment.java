package io.ampsync.operator.render;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Variables of the container: what the process needs to know of its pod, and what the template adds. */
final class Environment {
    private static final Set<String> OURS = Set.of("HEALTH_PORT", "AMPSYNC_REVISION");

    private Environment() {}

    static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** A variable of the template takes the place of ours, but for those that the operator relies on. */
    static List<EnvVar> of(List<EnvVar> own, List<EnvVar> added) throws TemplateRefused {
        for (EnvVar variable : added) {
            if (variable.getName() == null || variable.getName().isEmpty()) {
                throw new TemplateRefused("spec.template.env has a variable without a name.");
            }
            if (OURS.contains(variable.getName())) {
                throw new TemplateRefused("spec.template.env: " + variable.getName()
                        + " is set by the operator and cannot be another: remove it.");
            }
        }
        List<EnvVar> all = new ArrayList<>(own);
        all.removeIf(
                variable -> added.stream().anyMatch(other -> variable.getName().equals(other.getName())));
        all.addAll(added);
        return all;
    }
}
