package io.ampsync.operator.render;

import java.io.Serial;

/** The template of a resource cannot become a pod; the message says what to correct. */
public final class TemplateRefused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    TemplateRefused(String message) {
        super(message);
    }
}
