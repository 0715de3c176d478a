/**
 * Manifests outside of a cluster: YAML to resources, with the defaults, the refusals and the messages of the API server
 * that would otherwise read them. What they are checked against is the committed custom resource definition.
 */
@NullMarked
package io.ampsync.api.manifest;

import org.jspecify.annotations.NullMarked;
