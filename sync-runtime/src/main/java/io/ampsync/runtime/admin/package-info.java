/**
 * Amp's Admin API of every era: which versions and tables exist. Versions are compared here, by semver; what a server
 * calls latest, or lists first, is not believed.
 */
@NullMarked
package io.ampsync.runtime.admin;

import org.jspecify.annotations.NullMarked;
