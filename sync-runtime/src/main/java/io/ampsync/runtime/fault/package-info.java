/** What can go wrong, by name. Every failure that leaves a package is a {@link io.ampsync.runtime.fault.SyncException}. */
@NullMarked
package io.ampsync.runtime.fault;

import org.jspecify.annotations.NullMarked;
