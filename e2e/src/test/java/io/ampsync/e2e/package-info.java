/**
 * The whole thing as a user has it: images, chart and definition on a real cluster, asked and changed with kubectl and
 * helm. Every test has a sync of its own, in a schema of its own.
 */
@NullMarked
package io.ampsync.e2e;

import org.jspecify.annotations.NullMarked;
