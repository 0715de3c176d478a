/** Writes objects to the API server, by server-side apply, and only what belongs to the sync. */
@NullMarked
package io.ampsync.operator.apply;

import org.jspecify.annotations.NullMarked;
