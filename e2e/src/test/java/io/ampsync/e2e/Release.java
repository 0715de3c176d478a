package io.ampsync.e2e;

import java.util.ArrayList;
import java.util.List;

/** The chart's release that all tests share: one operator for every namespace, under the restricted profile. */
final class Release {
    static final String NAMESPACE = "ampsync-system";
    static final String NAME = "ampsync";
    private static boolean installed;

    private Release() {}

    static synchronized void ensure() {
        if (!installed) {
            namespace(NAMESPACE);
            upgrade();
            installed = true;
        }
    }

    /** Installs or upgrades, and waits until the operator is ready. */
    static void upgrade(String... values) {
        upgradeFrom("charts/ampsync", values);
    }

    /** Installs it over what somebody else left. */
    static void adopt() {
        upgradeFrom("charts/ampsync");
        installed = true;
    }

    static void upgradeFrom(String chart, String... values) {
        List<String> command = new ArrayList<>(List.of(
                "helm",
                "upgrade",
                "--install",
                NAME,
                chart,
                "--namespace=" + NAMESPACE,
                "--set=watch.all=true",
                "--wait",
                "--timeout=2m"));
        for (String value : values) {
            command.add("--set=" + value);
        }
        String _ = Shell.run(command.toArray(String[]::new));
    }

    /** Takes it away, if it is there; the definition stays. */
    static void uninstall() {
        String _ = Shell.run("helm", "uninstall", NAME, "--namespace=" + NAMESPACE, "--ignore-not-found", "--wait");
        installed = false;
    }

    /** Makes a namespace where only restricted pods are admitted. */
    static void namespace(String name) {
        Shell.Outcome made = Shell.attempt(new byte[0], "kubectl", "create", "namespace", name);
        if (made.code() != 0 && !made.output().contains("AlreadyExists")) {
            throw new AssertionError(made.output());
        }
        String _ = Shell.run(
                "kubectl", "label", "--overwrite", "namespace", name, "pod-security.kubernetes.io/enforce=restricted");
    }
}
