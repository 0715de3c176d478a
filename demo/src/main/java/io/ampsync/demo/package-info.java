@NullMarked
package io.ampsync.demo;

import org.jspecify.annotations.NullMarked;
