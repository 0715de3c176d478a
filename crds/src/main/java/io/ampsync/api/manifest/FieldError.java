package io.ampsync.api.manifest;

/**
 * One mistake in a resource, in the words of the API server.
 *
 * @param path of the field, {@code spec.tables[1].name}
 * @param message {@code Invalid value: 0: …}
 */
public record FieldError(String path, String message) {
    static FieldError invalid(String path, String value, String detail) {
        return new FieldError(path, "Invalid value: " + value + ": " + detail);
    }

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
