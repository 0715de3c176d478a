/** What others can see: logs, health, metrics and the status document. */
@NullMarked
package io.ampsync.runtime.report;

import org.jspecify.annotations.NullMarked;
