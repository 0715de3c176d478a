@NullMarked
package io.ampsync.simulator;

import org.jspecify.annotations.NullMarked;
