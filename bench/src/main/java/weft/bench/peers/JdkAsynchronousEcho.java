package weft.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Executors;

/** Serves echo with the JDK's asynchronous channels, in a group of one thread. */
public final class JdkAsynchronousEcho {
    private static final int BUFFER_BYTES = 64 * 1024;

    private JdkAsynchronousEcho() {}

    /**
     * Serves until the process is told to end; prints {@code listening on HOST:PORT} when ready.
     *
     * @param arguments the port, 0 for any
     * @throws IOException if the port cannot be had
     * @throws InterruptedException if interrupted while serving
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var group =
                AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
        var server =
                AsynchronousServerSocketChannel.open(group)
                        .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                        .bind(
                                new InetSocketAddress(
                                        InetAddress.ofLiteral("127.0.0.1"),
                                        Integer.parseInt(arguments[0])),
                                4096);
        server.accept(null, new Accepting(server));
        PeerProcess.announce((InetSocketAddress) server.getLocalAddress());
        Thread.currentThread().join();
    }

    private record Accepting(AsynchronousServerSocketChannel server)
            implements CompletionHandler<AsynchronousSocketChannel, Void> {
        @Override
        public void completed(AsynchronousSocketChannel channel, Void nothing) {
            server.accept(null, this);
            try {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            } catch (IOException failure) {
                new Connection(channel).failed(failure, null);
                return;
            }
            new Connection(channel).read();
        }

        @Override
        public void failed(Throwable failure, Void nothing) {
            System.err.println("accept failed: " + failure);
            server.accept(null, this);
        }
    }

    /** One connection: a read, then writes until all of it is sent, and again. */
    private static final class Connection implements CompletionHandler<Integer, Void> {
        private final AsynchronousSocketChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        private boolean writing;

        Connection(AsynchronousSocketChannel channel) {
            this.channel = channel;
        }

        void read() {
            writing = false;
            buffer.clear();
            channel.read(buffer, null, this);
        }

        @Override
        public void completed(Integer bytes, Void nothing) {
            if (bytes < 0) {
                close();
                return;
            }
            if (!writing) {
                writing = true;
                buffer.flip();
            }
            if (buffer.hasRemaining()) {
                channel.write(buffer, null, this);
            } else {
                read();
            }
        }

        @Override
        public void failed(Throwable failure, Void nothing) {
            System.err.println("connection lost: " + failure);
            close();
        }

        private void close() {
            try {
                channel.close();
            } catch (IOException failure) {
                System.err.println("close failed: " + failure);
            }
        }
    }
}
