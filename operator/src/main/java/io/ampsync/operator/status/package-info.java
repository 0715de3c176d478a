/**
 * The only place that writes the status of an AmpSync, and the Events that go with it: at once if something happened,
 * every half minute if there is only progress, never if nothing changed.
 */
@NullMarked
package io.ampsync.operator.status;

import org.jspecify.annotations.NullMarked;
