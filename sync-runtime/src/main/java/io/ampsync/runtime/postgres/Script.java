package io.ampsync.runtime.postgres;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements that travel in one round trip, with their values in order. */
public final class Script {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    /** A value that goes over as a PostgreSQL array. */
    public sealed interface Array {}

    public record Numbers(List<Long> elements) implements Array {}

    public record Texts(List<String> elements) implements Array {}

    public record Blobs(List<? extends byte @Nullable []> elements) implements Array {}

    public static Script of(String statement, @Nullable Object... values) {
        return new Script().then(statement, values);
    }

    public Script then(String statement, @Nullable Object... values) {
        if (!text.isEmpty()) {
            text.append(";\n");
        }
        text.append(statement.stripTrailing());
        this.values.addAll(Arrays.asList(values));
        return this;
    }

    String text() {
        return text.toString();
    }

    List<@Nullable Object> values() {
        return values;
    }
}
