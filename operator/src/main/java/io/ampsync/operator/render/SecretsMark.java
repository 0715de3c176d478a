package io.ampsync.operator.render;

/**
 * What the objects of a sync say of the referenced Secrets, as hashes; empty for nothing.
 *
 * @param onPods a change of it replaces the pods
 * @param firstRead of Secrets that were first read while pods without a hash ran: as long as they have it, these stay
 */
public record SecretsMark(String onPods, String firstRead) {
    /** Pods with this hash. */
    public static SecretsMark onPods(String hash) {
        return new SecretsMark(hash, "");
    }
}
