package io.ampsync.simulator.flight;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a plain HTTP/1.1 request on the Flight port: {@code GET /healthz} on HEAD with 200, everything else as a gRPC
 * server does (amp-protocol 16.22). What gRPC says first is held back until the client has shown that it speaks HTTP/2.
 */
final class PlainHttp extends ChannelDuplexHandler {
    private static final String PREFACE = "PRI ";
    private static final String END = "\r\n\r\n";
    private static final int LONGEST = 8_192;

    private final boolean healthEndpoint;
    private final CompositeByteBuf received = Unpooled.compositeBuffer();
    private final List<Held> held = new ArrayList<>();

    PlainHttp(boolean healthEndpoint) {
        this.healthEndpoint = healthEndpoint;
    }

    private record Held(Object message, ChannelPromise promise) {}

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        held.add(new Held(message, promise));
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        // Together with the first bytes of the client.
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        received.addComponent(true, (ByteBuf) message);
        String text = received.toString(StandardCharsets.US_ASCII);
        if (text.startsWith(PREFACE)) {
            passOn(context);
        } else if (text.contains(END) || text.length() > LONGEST) {
            answer(context, text);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(one -> {
            ReferenceCountUtil.release(one.message);
            one.promise.tryFailure(new ClosedChannelException());
        });
        held.clear();
        received.release();
    }

    private void passOn(ChannelHandlerContext context) {
        for (Held one : held) {
            var _ = context.write(one.message, one.promise);
        }
        held.clear();
        context.flush();
        Http2Get.listen(context.pipeline().get(Http2ConnectionHandler.class), healthEndpoint);
        ByteBuf bytes = received.retain();
        // First out of the way: what gRPC answers must not be held any more.
        context.pipeline().remove(this);
        context.fireChannelRead(bytes);
    }

    private void answer(ChannelHandlerContext context, String request) {
        boolean healthy = healthEndpoint && request.startsWith("GET /healthz ");
        String grpc = healthy ? "" : "content-type: application/grpc\r\ngrpc-status: 12\r\n";
        String response = "HTTP/1.1 200 OK\r\n" + grpc + "connection: close\r\ncontent-length: 0" + END;
        ChannelPromise sent = context.newPromise().addListener(_ -> {
            var _ = context.close();
        });
        var _ = context.writeAndFlush(Unpooled.copiedBuffer(response, StandardCharsets.US_ASCII), sent);
    }
}
