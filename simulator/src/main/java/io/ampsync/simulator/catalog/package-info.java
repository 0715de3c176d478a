/**
 * The datasets that the server knows: names, published versions, the tags {@code latest} and {@code dev}, and whether a
 * version is deployed. The Admin API lists it, the Flight port resolves table references against it.
 */
@NullMarked
package io.ampsync.simulator.catalog;

import org.jspecify.annotations.NullMarked;
