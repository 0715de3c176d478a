/** Vocabulary shared by the operator and the runtime: reasons and the status report. */
@NullMarked
package io.ampsync.api;

import org.jspecify.annotations.NullMarked;
