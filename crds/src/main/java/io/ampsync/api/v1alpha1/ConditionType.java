package io.ampsync.api.v1alpha1;

/** What conditions are about. */
public enum ConditionType {
    /** What was asked is running; not whether it has caught up. */
    READY("Ready"),
    SOURCE_REACHABLE("SourceReachable"),
    DATABASE_REACHABLE("DatabaseReachable"),
    SCHEMA_COMPATIBLE("SchemaCompatible"),
    WRITER_CLAIMED("WriterClaimed"),
    /** Every checkpoint has reached a head that was observed lately. */
    CAUGHT_UP("CaughtUp"),
    UPDATE_AVAILABLE("UpdateAvailable"),
    /** Present only while true: working towards what was asked. */
    RECONCILING("Reconciling"),
    /** Present only while true: a person is needed. */
    STALLED("Stalled");

    private final String label;

    ConditionType(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
