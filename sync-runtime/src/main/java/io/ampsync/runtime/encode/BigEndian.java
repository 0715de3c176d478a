package io.ampsync.runtime.encode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Network byte order into a {@code byte[]}, one store per value; {@link #copy} keeps the order of the bytes. */
final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle NATIVE_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle NATIVE_LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private BigEndian() {}

    static void putShort(byte[] out, int at, int value) {
        SHORT.set(out, at, (short) value);
    }

    static void putInt(byte[] out, int at, int value) {
        INT.set(out, at, value);
    }

    static int getInt(byte[] in, int at) {
        return (int) INT.get(in, at);
    }

    static void putLong(byte[] out, int at, long value) {
        LONG.set(out, at, value);
    }

    static long getLong(byte[] in, int at) {
        return (long) LONG.get(in, at);
    }

    /** Eight bytes that were read with one load in native order, in the order they had in memory. */
    static void copy(byte[] out, int at, long eightBytes) {
        NATIVE_LONG.set(out, at, eightBytes);
    }

    /** As {@link #copy(byte[], int, long)}, four bytes. */
    static void copy(byte[] out, int at, int fourBytes) {
        NATIVE_INT.set(out, at, fourBytes);
    }
}
