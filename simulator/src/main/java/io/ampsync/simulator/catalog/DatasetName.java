package io.ampsync.simulator.catalog;

/** {@code namespace/name}; the seed eras know no namespaces and have {@link #DEFAULT_NAMESPACE} everywhere. */
public record DatasetName(String namespace, String name) {
    public static final String DEFAULT_NAMESPACE = "_";

    /** In the default namespace. */
    public static DatasetName of(String name) {
        return new DatasetName(DEFAULT_NAMESPACE, name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
