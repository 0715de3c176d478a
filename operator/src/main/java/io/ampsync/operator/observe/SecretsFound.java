package io.ampsync.operator.observe;

import java.util.List;

/**
 * What the referenced Secrets are.
 *
 * @param hash over the referenced keys and their values; empty if the operator may not read Secrets
 * @param missing Secrets and keys that are not there, one sentence each
 */
public record SecretsFound(String hash, List<String> missing) {
    /** The operator does not read Secrets: the pod says what is missing. */
    public static final SecretsFound UNREAD = new SecretsFound("", List.of());
}
