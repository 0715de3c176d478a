/** How fast ampsync is: one scenario per figure, in processes of their own, next to {@code psql} on the same server. */
@NullMarked
package io.ampsync.bench;

import org.jspecify.annotations.NullMarked;
