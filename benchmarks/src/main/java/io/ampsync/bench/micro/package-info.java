/** JMH benchmarks of the encoder, its number formats and its hash. */
@NullMarked
package io.ampsync.bench.micro;

import org.jspecify.annotations.NullMarked;
