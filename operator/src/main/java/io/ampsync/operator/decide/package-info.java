/**
 * What follows from what was observed: which objects to apply and to delete, whether pods are rolled and why, what keeps
 * a pod from running. Pure functions.
 */
@NullMarked
package io.ampsync.operator.decide;

import org.jspecify.annotations.NullMarked;
