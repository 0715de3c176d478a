/**
 * What an AmpSync should be in the cluster: pure functions from the resource and the hash of its Secrets to Kubernetes
 * objects, with every field that the API server would default spelled out, so that a second look finds no difference.
 */
@NullMarked
package io.ampsync.operator.render;

import org.jspecify.annotations.NullMarked;
