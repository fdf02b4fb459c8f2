package weft.testkit.trace;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Peers that are sockets of the machine. Non-blocking, so that waiting for one is a spin. */
final class SocketPeers implements TracePeers {
    private static final long LIMIT_NANOS = 5_000_000_000L;

    // Over the loopback bytes arrive while they are sent; only the ends of connections may take a
    // moment.
    private static final long SETTLE_NANOS = 2_000_000;

    @Override
    public Peer connect(SocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
            Patience patience = new Patience("connect to " + server);
            while (!channel.finishConnect()) {
                patience.spin();
            }
            return new SocketPeer(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void settle() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < SETTLE_NANOS) {
            Thread.onSpinWait();
        }
    }

    /** Lets a spin loop go on for a limited time. */
    private static final class Patience {
        private final String what;
        private final long start = System.nanoTime();

        Patience(String what) {
            this.what = what;
        }

        void spin() throws SocketTimeoutException {
            if (System.nanoTime() - start > LIMIT_NANOS) {
                throw new SocketTimeoutException(what + " took over " + LIMIT_NANOS + " ns");
            }
            Thread.onSpinWait();
        }
    }

    private record SocketPeer(SocketChannel channel) implements Peer {
        @Override
        public void send(ByteBuffer data) throws IOException {
            Patience patience = new Patience("a peer's send");
            while (data.hasRemaining()) {
                if (channel.write(data) == 0) {
                    patience.spin();
                }
            }
        }

        @Override
        public void shutdownOutput() throws IOException {
            channel.shutdownOutput();
        }

        @Override
        public void receive(ByteBuffer target) throws IOException {
            Patience patience = new Patience("a peer's receive");
            while (target.hasRemaining()) {
                int bytes = channel.read(target);
                if (bytes < 0) {
                    return;
                }
                if (bytes == 0) {
                    patience.spin();
                }
            }
        }

        @Override
        public void reset() throws IOException {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.close();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
