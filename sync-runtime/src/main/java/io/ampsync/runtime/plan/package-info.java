/** Says what a sync would do before it does anything: which DDL it would run, how much it would stream, and how long. */
@NullMarked
package io.ampsync.runtime.plan;

import org.jspecify.annotations.NullMarked;
