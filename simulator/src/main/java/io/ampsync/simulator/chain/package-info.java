/**
 * Where blocks come from: the seam that a synthetic chain and a real node implement, and the synthetic chain's
 * arithmetic of forks.
 */
@NullMarked
package io.ampsync.simulator.chain;

import org.jspecify.annotations.NullMarked;
