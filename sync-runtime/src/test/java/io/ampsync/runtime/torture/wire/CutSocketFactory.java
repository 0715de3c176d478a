package io.ampsync.runtime.torture.wire;

import io.ampsync.runtime.postgres.KeepAliveSocketFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** What the driver calls by name; its argument is the name of a {@link Wire}. */
public final class CutSocketFactory extends KeepAliveSocketFactory {
    private final Wire wire;

    public CutSocketFactory(String name) {
        wire = Wire.named(name);
    }

    @Override
    public Socket createSocket() {
        return new CutSocket(wire);
    }

    /** The driver's end of a {@link Backend}. */
    private static final class CutSocket extends Socket {
        private final Wire wire;
        private volatile @Nullable Backend backend;

        private CutSocket(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            wire.opened(this);
            backend = Backend.of(endpoint, timeout, wire.sessionsLast());
            if (isClosed()) {
                close();
                throw new SocketException("Socket closed");
            }
        }

        private Backend backend() throws SocketException {
            Backend connected = backend;
            if (connected == null) {
                throw new SocketException("not connected");
            }
            return connected;
        }

        @Override
        public boolean isConnected() {
            return backend != null;
        }

        @Override
        public void setSoTimeout(int millis) throws SocketException {
            backend().socket().setSoTimeout(millis);
        }

        @Override
        public int getSoTimeout() throws SocketException {
            return backend().socket().getSoTimeout();
        }

        @Override
        public void setTcpNoDelay(boolean on) throws SocketException {
            backend().socket().setTcpNoDelay(on);
        }

        @Override
        public void setKeepAlive(boolean on) throws SocketException {
            backend().socket().setKeepAlive(on);
        }

        @Override
        public int getSendBufferSize() throws SocketException {
            return backend().socket().getSendBufferSize();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            Backend to = backend();
            return new OutputStream() {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    int allowed = wire.sending(length);
                    to.write(bytes, offset, allowed);
                    if (allowed < length) {
                        throw wire.broken();
                    }
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            Backend from = backend();
            return new InputStream() {
                private boolean cut;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = cut ? 0 : from.read(bytes, offset, length);
                    int allowed = wire.receiving(count);
                    if (cut || (count > 0 && allowed == 0)) {
                        throw wire.broken();
                    }
                    cut = allowed < count;
                    return allowed;
                }
            };
        }

        @Override
        public void close() throws IOException {
            wire.closed(this);
            super.close();
            Backend connected = backend;
            if (connected != null) {
                connected.abandon();
            }
        }
    }
}
