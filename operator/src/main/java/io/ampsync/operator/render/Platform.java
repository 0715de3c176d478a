package io.ampsync.operator.render;

/**
 * What the operator contributes to every rendering.
 *
 * @param runtimeImage image of the runtime unless the template names another
 * @param operatorNamespace whose pods a NetworkPolicy lets in
 * @param podMonitors whether the cluster knows PodMonitors
 */
public record Platform(String runtimeImage, String operatorNamespace, boolean podMonitors) {}
