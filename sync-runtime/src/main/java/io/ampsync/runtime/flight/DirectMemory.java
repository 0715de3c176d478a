package io.ampsync.runtime.flight;

import io.netty.util.internal.PlatformDependent;

/** The memory outside of the heap, where transport and Arrow keep what was received. */
public final class DirectMemory {
    private DirectMemory() {}

    /** Bytes that both together may take; beyond it they fail with an OutOfMemoryError. */
    public static long limit() {
        return PlatformDependent.maxDirectMemory();
    }
}
