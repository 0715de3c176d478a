/** Stand-ins for the cluster: an API server in memory, a kubelet that only pretends, runtimes that say what a test wants. */
@NullMarked
package io.ampsync.operator.fake;

import org.jspecify.annotations.NullMarked;
