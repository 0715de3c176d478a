/**
 * What is done about failures that pass: delays between retries, a circuit breaker per server, and a rate limiter per
 * worker. State machines without threads of their own; time and chance are given to them.
 */
@NullMarked
package io.ampsync.runtime.resilience;

import org.jspecify.annotations.NullMarked;
