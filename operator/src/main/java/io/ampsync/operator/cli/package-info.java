/** The operator as a program: its options, which are also environment variables, and what it starts. */
@NullMarked
package io.ampsync.operator.cli;

import org.jspecify.annotations.NullMarked;
