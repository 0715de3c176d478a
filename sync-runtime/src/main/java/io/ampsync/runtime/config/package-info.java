/** Settings: parsed once, checked as a whole, and never re-read. */
@NullMarked
package io.ampsync.runtime.config;

import org.jspecify.annotations.NullMarked;
