import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.incubator.channel.uring.IOUring;
import io.netty.incubator.channel.uring.IOUringEventLoopGroup;
import io.netty.incubator.channel.uring.IOUringServerSocketChannel;

import java.net.InetSocketAddress;

/**
 * Serves echo with the archived io_uring transport of Netty 4.1, on one event loop; run from its
 * source on a class path of its own, where it never meets Netty 4.2.
 */
public final class NettyIncubatorEcho {
    /**
     * More than usually arrives at once. A read that exactly fills its buffer leaves this transport
     * deaf on recent kernels, and the sizes that Netty chooses by itself come down to that of small
     * messages.
     */
    private static final int RECEIVE_BYTES = 256 << 10;

    private NettyIncubatorEcho() {}

    /** Serves until the process is told to end; the argument is the port. */
    public static void main(String[] arguments) throws Exception {
        IOUring.ensureAvailability();
        Channel server =
                new ServerBootstrap()
                        .group(new IOUringEventLoopGroup(1))
                        .channel(IOUringServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(
                                ChannelOption.RCVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                        .childHandler(new Echo())
                        .bind("127.0.0.1", Integer.parseInt(arguments[0]))
                        .sync()
                        .channel();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        System.out.println("listening on 127.0.0.1:" + port);
        server.closeFuture().sync();
    }

    @ChannelHandler.Sharable
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            context.channel().config().setAutoRead(context.channel().isWritable());
            context.fireChannelWritabilityChanged();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            System.err.println("connection lost: " + cause);
            context.close();
        }
    }
}
