package io.ampsync.runtime.torture.wire;

import io.ampsync.runtime.postgres.KeepAliveSocketFactory;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;

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

    private static final class CutSocket extends Socket {
        private final Wire wire;

        private CutSocket(Wire wire) {
            this.wire = wire;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            wire.opened(this);
            super.connect(endpoint, timeout);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(int octet) throws IOException {
                    write(new byte[] {(byte) octet}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    int allowed = wire.sending(length);
                    out.write(bytes, offset, allowed);
                    if (allowed < length) {
                        throw wire.broken();
                    }
                }
            };
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                private boolean cut;

                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int count = cut ? 0 : in.read(bytes, offset, length);
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
        }
    }
}
