/** The main job on one machine, visibly: embedded PostgreSQL, a simulator, the runtime as a process of its own. */
@NullMarked
package io.ampsync.demo;

import org.jspecify.annotations.NullMarked;
