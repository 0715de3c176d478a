/**
 * Vocabulary shared by the operator and the runtime: reasons and the status report. In a report an absent member means
 * unknown, and a reader ignores members and values that it does not know.
 */
@NullMarked
package io.ampsync.api;

import org.jspecify.annotations.NullMarked;
