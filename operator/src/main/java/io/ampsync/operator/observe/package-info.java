/**
 * What is so in the cluster: the objects of a sync, its pods and what they say about themselves, its Secrets. Everything
 * here reads; answers of pods come from a poller of its own, so that a reconciliation never waits for one.
 */
@NullMarked
package io.ampsync.operator.observe;

import org.jspecify.annotations.NullMarked;
