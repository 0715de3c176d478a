/** The database driver's sockets, which break where a test says: after so many bytes sent or received. */
@NullMarked
package io.ampsync.runtime.torture.wire;

import org.jspecify.annotations.NullMarked;
