/**
 * From what is observed to the status of an AmpSync: pure, so that the operator and {@code ampsync run} say the same, and
 * so that its promises (never reconciling and stalled together, never ready beside either) are properties to test.
 */
@NullMarked
package io.ampsync.api.condition;

import org.jspecify.annotations.NullMarked;
