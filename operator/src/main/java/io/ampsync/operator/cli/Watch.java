package io.ampsync.operator.cli;

import io.ampsync.operator.AmpSync;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which namespaces the operator looks after. */
sealed interface Watch {
    /** These. */
    record Listed(Set<String> namespaces) implements Watch {}

    /** Every one. */
    record All() implements Watch {}

    /** Those with these labels, as they come and go. */
    record Selected(String labels) implements Watch {}

    /** What was asked; without any wish the namespace of the operator. */
    static Watch of(List<String> namespaces, boolean all, @Nullable String selector, String own) {
        int wishes = (namespaces.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (selector == null ? 0 : 1);
        if (wishes > 1) {
            throw new IllegalArgumentException(
                    "Give one of --namespaces, --all-namespaces and --namespace-selector, not several.");
        }
        if (all) {
            return new All();
        }
        if (selector != null) {
            return new Selected(selector);
        }
        return new Listed(namespaces.isEmpty() ? Set.of(own) : Set.copyOf(namespaces));
    }

    default @Nullable String selector() {
        return this instanceof Selected(String labels) ? labels : null;
    }

    default void apply(ControllerConfigurationOverrider<AmpSync> configuration) {
        switch (this) {
            case Listed(Set<String> namespaces) -> configuration.settingNamespaces(namespaces);
            case All _, Selected _ -> configuration.watchingAllNamespaces();
        }
    }
}
