package io.ampsync.runtime.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Sockets that notice a vanished peer after about 30 s of silence instead of two hours. The driver makes one by name;
 * Java has no TCP user timeout, so a peer that stops acknowledging is left to the deadline of the transaction.
 */
public class KeepAliveSocketFactory extends SocketFactory {
    /** By name: not every platform has them. */
    private static final Map<String, Integer> PROBES =
            Map.of("TCP_KEEPIDLE", 15, "TCP_KEEPINTERVAL", 5, "TCP_KEEPCOUNT", 3);

    @Override
    public Socket createSocket() {
        Socket socket = new Socket();
        try {
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            for (SocketOption<?> option : socket.supportedOptions()) {
                Integer value = PROBES.get(option.name());
                if (value != null && option.type() == Integer.class) {
                    set(socket, option, value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return socket;
    }

    @SuppressWarnings("unchecked")
    private static void set(Socket socket, SocketOption<?> option, Integer value) throws IOException {
        socket.setOption((SocketOption<Integer>) option, value);
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnectedOnly();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unconnectedOnly();
    }

    private static UnsupportedOperationException unconnectedOnly() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }
}
