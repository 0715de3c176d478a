package io.ampsync.operator.render;

import java.util.Map;
import java.util.TreeMap;

/** Names, labels and annotations that the operator writes and recognizes. Selector labels never change. */
public final class Names {
    /** Owner of the fields that the operator applies. */
    public static final String FIELD_MANAGER = "ampsync-operator";

    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String INSTANCE = "app.kubernetes.io/instance";
    public static final String NAME = "app.kubernetes.io/name";
    public static final String PART_OF = "app.kubernetes.io/part-of";
    public static final String COMPONENT = "app.kubernetes.io/component";

    /** Label of pods, and suffix of the ConfigMap: which rendering they are. */
    public static final String REVISION = "ampsync.io/revision";

    public static final String CONFIGURATION_HASH = "ampsync.io/configuration-hash";
    public static final String SECRETS_HASH = "ampsync.io/secrets-hash";
    /** Of a Deployment whose pods have no such hash: that of the Secrets when they were first read. */
    public static final String SECRETS_FIRST_READ = "ampsync.io/secrets-first-read";
    /** Which request a Deployment answers: UID and generation of the resource. */
    public static final String ASKED = "ampsync.io/asked";
    /** Hash of an object as the operator rendered it: tells when fields were dropped from the rendering. */
    public static final String RENDERED = "ampsync.io/rendered";

    /** Annotation of an AmpSync, {@code "true"}: its objects are left as they are. */
    public static final String PAUSE = "ampsync.io/pause-reconciliation";
    /** Annotation of an AmpSync, {@code "true"}: deletion leaves the tables, whatever the policy says. */
    public static final String SKIP_DROP = "ampsync.io/skip-drop";

    public static final String FINALIZER = "ampsync.io/drop-tables";

    /** Everything that the operator makes, and nothing else. */
    public static final String SELECTOR = MANAGED_BY + "=" + FIELD_MANAGER;

    private Names() {}

    /** Labels by which the pods of a sync are found. */
    public static Map<String, String> selector(String sync) {
        return new TreeMap<>(Map.of(NAME, "ampsync-runtime", INSTANCE, sync));
    }

    static Map<String, String> labels(String sync) {
        Map<String, String> labels = selector(sync);
        labels.put(MANAGED_BY, FIELD_MANAGER);
        labels.put(PART_OF, "ampsync");
        return labels;
    }

    static Map<String, String> dropLabels(String sync) {
        Map<String, String> labels = labels(sync);
        labels.put(NAME, "ampsync-drop");
        return labels;
    }

    static String configuration(String sync, String revision) {
        return sync + "-" + revision;
    }

    static String serviceAccount(String sync) {
        return sync + "-runtime";
    }

    /** A Service, unlike everything else, has to start with a letter. */
    static String service(String sync) {
        return (Character.isDigit(sync.charAt(0)) ? "sync-" : "") + sync + "-metrics";
    }

    /** Of the Job that drops the tables, and of its ConfigMap. */
    public static String drop(String sync) {
        return sync + "-drop";
    }
}
