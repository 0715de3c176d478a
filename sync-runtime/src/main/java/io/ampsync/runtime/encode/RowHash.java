package io.ampsync.runtime.encode;

/** 128 bits over some bytes, low half first. */
interface RowHash {
    void hash(byte[] bytes, int from, int length, long[] result);
}
