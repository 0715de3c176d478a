/** What differs between the generations of Amp servers, in one place. Adding an era starts here. */
@NullMarked
package io.ampsync.simulator.era;

import org.jspecify.annotations.NullMarked;
