/** What a scenario plays on: PostgreSQL, the source and the runtime as processes, and what they cost. */
@NullMarked
package io.ampsync.bench.stage;

import org.jspecify.annotations.NullMarked;
