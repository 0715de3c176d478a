package io.ampsync.runtime.config;

/** A value that never shows in logs, messages or {@code toString}. */
public final class Secret {
    private volatile String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value itself: only for the driver or the header that needs it. */
    public String reveal() {
        return value;
    }

    /** Everyone who holds this one sees the new value from now on. */
    public void rotate(Secret next) {
        value = next.value;
    }

    @Override
    public String toString() {
        return "***";
    }
}
