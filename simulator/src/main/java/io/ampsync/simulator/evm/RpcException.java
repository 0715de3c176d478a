package io.ampsync.simulator.evm;

import java.io.IOException;

/** The node answered a call with an error object. */
final class RpcException extends IOException {
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int METHOD_NOT_SUPPORTED = -32004;

    private final int code;

    RpcException(String method, int code, String text) {
        super(method + " failed with code " + code + ": " + text);
        this.code = code;
    }

    /** True if this node does not have the method at all. */
    boolean isUnknownMethod() {
        return code == METHOD_NOT_FOUND || code == METHOD_NOT_SUPPORTED;
    }
}
