/**
 * Names what keeps a sync from working before it is started: every part it needs is looked at, all at once and within
 * seconds, and nothing is changed anywhere.
 */
@NullMarked
package io.ampsync.runtime.doctor;

import org.jspecify.annotations.NullMarked;
