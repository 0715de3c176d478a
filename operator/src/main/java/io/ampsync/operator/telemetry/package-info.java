/** How the operator itself is: metrics of its loop and of every sync, and the HTTP server that shows them. */
@NullMarked
package io.ampsync.operator.telemetry;

import org.jspecify.annotations.NullMarked;
