/**
 * The loop: observe, decide, apply, tell. Every action is harmless if done twice, for two operators may believe that
 * they lead.
 */
@NullMarked
package io.ampsync.operator.reconcile;

import org.jspecify.annotations.NullMarked;
