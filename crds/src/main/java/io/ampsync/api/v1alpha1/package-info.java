/**
 * The AmpSync resource, {@code ampsync.io/v1alpha1}: what is asked and what is so. The annotations of these records are
 * the source of the custom resource definition, which alone holds the defaults: a record read without it may have absent
 * members that the definition fills.
 */
@NullMarked
package io.ampsync.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
