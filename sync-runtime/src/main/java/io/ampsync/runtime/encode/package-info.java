/** Arrow record batches to PostgreSQL binary COPY rows, one mapping for DDL and bytes. */
@NullMarked
package io.ampsync.runtime.encode;

import org.jspecify.annotations.NullMarked;
