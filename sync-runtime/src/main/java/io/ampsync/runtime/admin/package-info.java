/** Amp's Admin API of every era: which versions and tables exist. */
@NullMarked
package io.ampsync.runtime.admin;

import org.jspecify.annotations.NullMarked;
