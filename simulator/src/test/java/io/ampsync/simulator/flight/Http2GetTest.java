package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.era.Era;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Http2GetTest {
    @ParameterizedTest(name = "44: era {0}, GET {1} over HTTP/2: grpc-status {2}")
    @CsvSource({"HEAD, /healthz, ''", "HEAD, /, 12", "S2, /healthz, 12"})
    @DisplayName("44: a GET with prior knowledge of HTTP/2 has the same answer, again and again")
    void getOverHttp2(Era era, String path, String grpcStatus) throws Exception {
        try (AmpSimulator simulator = AmpSimulator.builder().era(era).start();
                MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
            Channel connection = connect(simulator.flightPort(), loops);

            for (int i = 0; i < 2; i++) {
                Http2Headers answer = get(connection, path);

                assertThat(answer.status()).hasToString("200");
                assertThat(answer.get("grpc-status", "")).hasToString(grpcStatus);
            }
        }
    }

    private static Channel connect(int port, MultiThreadIoEventLoopGroup loops) throws InterruptedException {
        return new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forClient().build(),
                                        new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
                    }
                })
                .connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sync()
                .channel();
    }

    private static Http2Headers get(Channel connection, String path) throws Exception {
        CompletableFuture<Http2Headers> answer = new CompletableFuture<>();
        Channel stream = new Http2StreamChannelBootstrap(connection)
                .handler(new SimpleChannelInboundHandler<Http2StreamFrame>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
                        if (frame instanceof Http2HeadersFrame headers) {
                            answer.complete(headers.headers());
                        }
                    }
                })
                .open()
                .sync()
                .getNow();
        Http2Headers request = new DefaultHttp2Headers()
                .method("GET")
                .path(path)
                .scheme("http")
                .authority("127.0.0.1");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(request, true)).sync();
        return answer.get(10, TimeUnit.SECONDS);
    }
}
