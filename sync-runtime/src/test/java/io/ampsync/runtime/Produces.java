package io.ampsync.runtime;

import io.ampsync.api.Reason;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The test shows how these reasons come about; {@code RunbookTest} sees to it that none is without such a test. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Produces {
    Reason[] value();
}
