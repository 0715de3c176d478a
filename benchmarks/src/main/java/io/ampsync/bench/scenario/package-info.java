/** One scenario per figure of the performance page. */
@NullMarked
package io.ampsync.bench.scenario;

import org.jspecify.annotations.NullMarked;
