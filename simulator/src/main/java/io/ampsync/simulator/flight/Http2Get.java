package io.ampsync.simulator.flight;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;

/** Answers a GET over HTTP/2 as {@link PlainHttp} answers one over HTTP/1.1; gRPC alone would say 405. */
final class Http2Get extends Http2FrameListenerDecorator {
    private final Http2ConnectionHandler connection;
    private final boolean healthEndpoint;

    private Http2Get(Http2ConnectionHandler connection, boolean healthEndpoint) {
        super(connection.decoder().frameListener());
        this.connection = connection;
        this.healthEndpoint = healthEndpoint;
    }

    /** Puts itself before the listener that gRPC has set. */
    static void listen(Http2ConnectionHandler connection, boolean healthEndpoint) {
        connection.decoder().frameListener(new Http2Get(connection, healthEndpoint));
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if ("GET".contentEquals(String.valueOf(headers.method()))) {
            answer(context, stream, String.valueOf(headers.path()));
        } else {
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    private void answer(ChannelHandlerContext context, int stream, String path) {
        DefaultHttp2Headers headers = new DefaultHttp2Headers();
        headers.status("200");
        if (healthEndpoint && path.equals("/healthz")) {
            headers.add("content-length", "0");
        } else {
            headers.add("content-type", "application/grpc").add("grpc-status", "12");
        }
        var _ = connection.encoder().writeHeaders(context, stream, headers, 0, true, context.newPromise());
        context.flush();
    }
}
