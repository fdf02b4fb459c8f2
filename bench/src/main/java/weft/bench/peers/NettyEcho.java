package weft.bench.peers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringBufferRingConfig;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringFixedBufferRingAllocator;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;

import java.net.InetSocketAddress;

/**
 * Serves echo with Netty on one event loop thread, as its documentation advises: pooled buffers,
 * writes flushed once per read burst, reading stopped while the peer does not take its replies.
 */
public final class NettyEcho {
    private static final short BUFFER_GROUP = 1;

    /** Buffers in the ring; with their size, a footprint that stays near a level-2 cache. */
    private static final short RING_BUFFERS = 128;

    private static final int RING_BUFFER_BYTES = 16 * 1024;

    private NettyEcho() {}

    /**
     * Serves until the process is told to end; prints {@code listening on HOST:PORT} when ready.
     *
     * @param arguments the transport: {@code nio}, {@code epoll}, {@code io_uring} or {@code
     *     io_uring-ring}; then the port, 0 for any
     * @throws InterruptedException if interrupted while serving
     */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: NettyEcho nio|epoll|io_uring|io_uring-ring PORT");
            System.exit(2);
        }
        var transport = Transport.named(arguments[0]);
        var group = new MultiThreadIoEventLoopGroup(1, transport.factory());
        Channel server =
                new ServerBootstrap()
                        .group(group)
                        .channel(transport.channel())
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(new EchoInitializer(transport.bufferRing()))
                        .bind("127.0.0.1", Integer.parseInt(arguments[1]))
                        .sync()
                        .channel();
        var address = (InetSocketAddress) server.localAddress();
        PeerProcess.announce(address);
        server.closeFuture().sync();
    }

    /** What differs between Netty's transports. */
    private record Transport(
            IoHandlerFactory factory, Class<? extends ServerChannel> channel, boolean bufferRing) {
        static Transport named(String name) {
            return switch (name) {
                case "nio" ->
                        new Transport(
                                NioIoHandler.newFactory(), NioServerSocketChannel.class, false);
                case "epoll" -> {
                    Epoll.ensureAvailability();
                    yield new Transport(
                            EpollIoHandler.newFactory(), EpollServerSocketChannel.class, false);
                }
                case "io_uring" -> ring(new IoUringIoHandlerConfig(), false);
                case "io_uring-ring" -> ring(withBufferRing(), true);
                default -> throw new IllegalArgumentException("unknown transport: " + name);
            };
        }

        private static Transport ring(IoUringIoHandlerConfig config, boolean bufferRing) {
            IoUring.ensureAvailability();
            return new Transport(
                    IoUringIoHandler.newFactory(config),
                    IoUringServerSocketChannel.class,
                    bufferRing);
        }

        private static IoUringIoHandlerConfig withBufferRing() {
            if (!IoUring.isRegisterBufferRingSupported()) {
                throw new UnsupportedOperationException("no buffer rings in this kernel");
            }
            var ring =
                    IoUringBufferRingConfig.builder()
                            .bufferGroupId(BUFFER_GROUP)
                            .bufferRingSize(RING_BUFFERS)
                            .batchSize(RING_BUFFERS / 2)
                            .allocator(
                                    new IoUringFixedBufferRingAllocator(
                                            PooledByteBufAllocator.DEFAULT, RING_BUFFER_BYTES))
                            .build();
            return new IoUringIoHandlerConfig().setBufferRingConfig(ring);
        }
    }

    private static final class EchoInitializer extends ChannelInitializer<SocketChannel> {
        private final boolean bufferRing;

        EchoInitializer(boolean bufferRing) {
            this.bufferRing = bufferRing;
        }

        @Override
        protected void initChannel(SocketChannel channel) {
            if (bufferRing) {
                channel.config()
                        .setOption(IoUringChannelOption.IO_URING_BUFFER_GROUP_ID, BUFFER_GROUP);
            }
            channel.pipeline().addLast(EchoHandler.INSTANCE);
        }
    }

    @ChannelHandler.Sharable
    private static final class EchoHandler extends ChannelInboundHandlerAdapter {
        static final EchoHandler INSTANCE = new EchoHandler();

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            // The void promise sends a failure to exceptionCaught, and allocates nothing.
            var _ = context.write(message, context.voidPromise());
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
            var _ = context.close();
        }
    }
}
