package io.ampsync.operator.cli;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Lifts forbidden-apis for one method that is the edge to the process. */
@Retention(RetentionPolicy.CLASS)
@interface SuppressForbidden {}
